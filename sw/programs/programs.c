// SPDX-License-Identifier: Apache-2.0
// The list of firmware programs.
#include "programs.h"

const fw_program fw_programs[] = {
    {"isolation", "a rogue device is blocked and logged, the others never notice",
     program_isolation},
    {"assigned-guest", "an unmodified guest drives a device with guest-physical addresses",
     program_assigned_guest},
    {"driver-domain", "a domain that owns a device gets buffers of others granted and revoked",
     program_driver_domain},
    {"unmap-strict", "nothing reaches a buffer once its unmap has returned", program_unmap_strict},
    {"unmap-deferred", "unmaps collected for one flush: the window, and its end",
     program_unmap_deferred},
    {"pass-through", "a trusted device uses host addresses beside isolated ones",
     program_pass_through},
    {"scatter-gather", "scattered pages look contiguous to a device, and the other way round",
     program_scatter_gather},
    {"fault-storm", "more faults than records: overflow, recovery, masking, silence",
     program_fault_storm},
    {"protected-memory", "DMA is kept out of memory at boot, before any table exists",
     program_protected_memory},
    {"table-levels", "tables of 3, 4 and 5 levels with all page sizes, side by side",
     program_table_levels},
    {"register-invalidation", "a driver that invalidates by registers instead of the queue",
     program_register_invalidation},
    {"descriptors-256", "the invalidation queue with 256-bit descriptors", program_descriptors_256},
    {"queue-errors", "refused queue descriptors and tails, and how the queue goes on",
     program_queue_errors},
    {"shadow-guest", "a guest's own remapping unit, emulated: its tables are shadowed",
     program_shadow_guest},
    {"nested-guest", "a guest's own tables, walked by the unit over the hypervisor's",
     program_nested_guest},
    {"interrupts", "interrupts are remapped, and posted to virtual processors", program_interrupts},
    {"attacks", "a device and its owner try what they can; nobody else notices", program_attacks},
    {"shared-virtual", "processes hand pointers to an accelerator; pages come on demand",
     program_shared_virtual},
    {"virtual-functions", "guests share a device, each through a function of its own",
     program_virtual_functions},
    {"scale", "hundreds of domains and thousands of requester ids come and go", program_scale},
    {"soak", "random mapping, unmapping and DMA against a shadow copy of memory", program_soak},
};

const size_t fw_program_count = sizeof fw_programs / sizeof fw_programs[0];
