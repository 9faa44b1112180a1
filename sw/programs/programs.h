// SPDX-License-Identifier: Apache-2.0
// The firmware programs, one function each; fw_programs[] lists them.
#ifndef PROGRAMS_H
#define PROGRAMS_H

#include "fw_env.h"

bool program_isolation(const fw_env *env);
bool program_assigned_guest(const fw_env *env);
bool program_driver_domain(const fw_env *env);
bool program_unmap_strict(const fw_env *env);
bool program_unmap_deferred(const fw_env *env);
bool program_pass_through(const fw_env *env);
bool program_fault_storm(const fw_env *env);
bool program_protected_memory(const fw_env *env);
bool program_register_invalidation(const fw_env *env);
bool program_descriptors_256(const fw_env *env);
bool program_table_levels(const fw_env *env);
bool program_queue_errors(const fw_env *env);
bool program_scatter_gather(const fw_env *env);
bool program_scale(const fw_env *env);
bool program_soak(const fw_env *env);

bool program_shadow_guest(const fw_env *env);
bool program_nested_guest(const fw_env *env);

bool program_interrupts(const fw_env *env);
bool program_attacks(const fw_env *env);

bool program_shared_virtual(const fw_env *env);
bool program_virtual_functions(const fw_env *env);

bool program_accelerator_attacks(const fw_env *env);

bool program_several_units(const fw_env *env);

bool program_counters(const fw_env *env);

#endif // PROGRAMS_H
