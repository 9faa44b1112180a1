// SPDX-License-Identifier: Apache-2.0
// A window of registers through which programs on a real CPU reach what is outside of their
// machine: its description, simulated time, and the report. Offsets in bytes; accesses are of 64
// bits and aligned. Texts are given as the physical address of a string that ends with 0.
#ifndef FW_PORT_H
#define FW_PORT_H

#define FW_PORT_BYTES 0x2000u

#define FW_PORT_ID      0x000u // read: FW_PORT_MAGIC
#define FW_PORT_TIME    0x008u // read: simulated time, ns
#define FW_PORT_RELAX   0x010u // read: lets time pass; not 0: the run is to end
#define FW_PORT_PROGRAM 0x018u // write: a program begins (text: its name); the machine is reset
#define FW_PORT_SEED    0x020u // write, before PROGRAM: what it is given
#define FW_PORT_PHASE   0x028u // write: text
#define FW_PORT_CHECK   0x030u // write: text; bit 63: the check held
#define FW_PORT_EXPECT  0x038u // write: faults that are expected
#define FW_PORT_FAULT   0x040u // write: a fault was seen
#define FW_PORT_LOG     0x048u // write: text
#define FW_PORT_PROBLEM 0x050u // write: text; what went wrong outside of checks
#define FW_PORT_PAGES   0x058u // write: peak (bits 63:32), not given back (bits 31:0)
#define FW_PORT_END     0x060u // write: the program has ended; bit 0: its result
#define FW_PORT_DONE    0x068u // write: no program follows

// fw_machine (fw_env.h), as this CPU lays it out.
#define FW_PORT_MACHINE 0x1000u

#define FW_PORT_MAGIC 0x74726F5077465456u // "VTFwPort"
#define FW_PORT_HELD  (UINT64_C(1) << 63)

#endif // FW_PORT_H
