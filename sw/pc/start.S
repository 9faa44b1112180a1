// SPDX-License-Identifier: Apache-2.0
// Entry of the image on a PC. A loader that knows PVH (QEMU's -kernel) enters at pc_entry: 32-bit
// protected mode, paging off, EBX = start info. Memory is mapped one to one up to 4 GiB, then long
// mode, then C.

  .section .note.pvh, "a", @note
  .balign 4
  .long 4                     // length of the name
  .long 8                     // length of the value
  .long 18                    // XEN_ELFNOTE_PHYS32_ENTRY
  .asciz "Xen"
  .quad pc_entry

  .equ CR0_PG, 1 << 31
  .equ CR4_PAE, 1 << 5
  .equ EFER, 0xC0000080
  .equ EFER_LME, 1 << 8
  .equ PAGE_TABLE, 0x3        // present, writable
  .equ PAGE_2M, 0x83          // ... a page of 2 MiB

  .section .text.entry, "ax"
  .code32
  .globl pc_entry
pc_entry:
  cli
  cld
  mov %ebx, %esi              // start info
  mov $pc_stack_end, %esp

  mov $pc_pml4, %edi
  movl $(pc_pdpt + PAGE_TABLE), (%edi)
  mov $pc_pdpt, %edi
  mov $(pc_pd + PAGE_TABLE), %eax
  mov $4, %ecx
1:
  mov %eax, (%edi)
  add $8, %edi
  add $4096, %eax
  loop 1b

  mov $pc_pd, %edi            // 2048 pages: 4 GiB
  mov $PAGE_2M, %eax
  mov $2048, %ecx
2:
  mov %eax, (%edi)
  add $8, %edi
  add $0x200000, %eax
  loop 2b

  mov %cr4, %eax
  or $CR4_PAE, %eax
  mov %eax, %cr4
  mov $pc_pml4, %eax
  mov %eax, %cr3
  mov $EFER, %ecx
  rdmsr
  or $EFER_LME, %eax
  wrmsr
  mov %cr0, %eax
  or $CR0_PG, %eax
  mov %eax, %cr0
  lgdt gdt_pointer
  ljmp $0x08, $long_mode

  .code64
long_mode:
  mov $0x10, %eax
  mov %eax, %ds
  mov %eax, %es
  mov %eax, %ss
  xor %eax, %eax
  mov %eax, %fs
  mov %eax, %gs
  mov $pc_stack_end, %rsp
  mov %esi, %edi
  call pc_main
3:
  hlt
  jmp 3b

  .section .rodata
  .balign 8
gdt:
  .quad 0
  .quad 0x00AF9B000000FFFF    // code, 64 bits
  .quad 0x00CF93000000FFFF    // data
gdt_pointer:
  .word gdt_pointer - gdt - 1
  .long gdt

  .section .bss
  .balign 4096
pc_pml4: .skip 4096
pc_pdpt: .skip 4096
pc_pd:   .skip 4 * 4096
  .skip 65536
pc_stack_end:

// ---- Interrupts and exceptions: the vector's number goes to pc_interrupt() or pc_exception().

  .section .text
  .macro save_and_call function
  push %rax
  push %rcx
  push %rdx
  push %rsi
  push %rdi
  push %r8
  push %r9
  push %r10
  push %r11
  cld
  mov 72(%rsp), %rdi          // vector
  mov 80(%rsp), %rsi          // error code, or return address
  mov 88(%rsp), %rdx
  call \function
  pop %r11
  pop %r10
  pop %r9
  pop %r8
  pop %rdi
  pop %rsi
  pop %rdx
  pop %rcx
  pop %rax
  .endm

interrupt_common:
  save_and_call pc_interrupt
  add $8, %rsp
  iretq

exception_common:
  save_and_call pc_exception   // does not return

// One entry of 16 bytes for each vector.
  .balign 16
  .globl pc_vectors
pc_vectors:
  .set vector, 0
  .rept 256
  .balign 16
  pushq $vector
  .if vector < 32
  jmp exception_common
  .else
  jmp interrupt_common
  .endif
  .set vector, vector + 1
  .endr

  .section .note.GNU-stack, "", @progbits
