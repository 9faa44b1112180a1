// SPDX-License-Identifier: Apache-2.0
// Programming interface of the platform's I/O APIC, for its model and for firmware (plain C).
//
// Registers are reached through an index and a window; both are 32 bits wide. The fields of a
// redirection entry are IOAPIC_RTE and IOAPIC_RTE_COMPAT of vtd/vtd_regs.h (chapter 5).
#ifndef VTD_IOAPIC_REGS_H
#define VTD_IOAPIC_REGS_H

#define VTD_IOAPIC_PINS_MAX     120u // as many entries as an 8-bit index reaches
#define VTD_IOAPIC_WINDOW_BYTES 0x1000u

// Memory-mapped
#define VTD_IOAPIC_IOREGSEL 0x00u // RW 7:0: index of the register that IOWIN shows
#define VTD_IOAPIC_IOWIN    0x10u
#define VTD_IOAPIC_EOI      0x40u // WO 7:0: vector whose level interrupts have ended

// Behind the window
#define VTD_IOAPIC_ID            0x00u // RW 31:24
#define VTD_IOAPIC_VER           0x01u // RO: version 7:0, highest pin 23:16
#define VTD_IOAPIC_ARB           0x02u // RO 31:24: arbitration id, the id written last
#define VTD_IOAPIC_RTE_LO(pin)   (0x10u + 2u * (pin)) // bits 31:0 of a pin's redirection entry
#define VTD_IOAPIC_RTE_HI(pin)   (0x11u + 2u * (pin)) // bits 63:32
#define VTD_IOAPIC_ID_SHIFT      24
#define VTD_IOAPIC_VERSION       0x20u // with EOI register
#define VTD_IOAPIC_VER_PINS(ver) ((((ver) >> 16) & 0xFFu) + 1u)

#endif // VTD_IOAPIC_REGS_H
