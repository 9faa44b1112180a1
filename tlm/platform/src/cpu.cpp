// SPDX-License-Identifier: Apache-2.0
// The processor model: accesses, time, interrupts, and how a program begins and ends.
#include "cpu.h"

#include <algorithm>
#include <cstring>

#include "vtd/vtd_regs.h"

namespace vtd {

namespace {
constexpr unsigned first_vector = 32;
constexpr unsigned first_event = 256; // plus the delivery mode, for those without a vector
static_assert(FW_IRQ_SMI == first_event + VTD_IRTE_DLM_SMI &&
              FW_IRQ_NMI == first_event + VTD_IRTE_DLM_NMI &&
              FW_IRQ_INIT == first_event + VTD_IRTE_DLM_INIT &&
              FW_IRQ_EXTINT == first_event + VTD_IRTE_DLM_EXTINT && FW_IRQS > FW_IRQ_EXTINT);
constexpr uint32_t event_modes = 1u << VTD_IRTE_DLM_SMI | 1u << VTD_IRTE_DLM_NMI |
                                 1u << VTD_IRTE_DLM_INIT | 1u << VTD_IRTE_DLM_EXTINT;
constexpr uint64_t all_ones = ~UINT64_C(0);
constexpr size_t chunk_bytes = 4096; // of memory accesses without a direct pointer

const char *text_of(const char *given) {
  return given != nullptr ? given : "(no text)";
}
} // namespace

cpu::cpu(sc_core::sc_module_name name, const cpu_config &config, const fw_machine &machine,
         run_report &report, hooks hooks)
    : sc_module(name), bus("bus"), config_(config), machine_(machine), report_(report),
      platform_(std::move(hooks)), pages_(config.allocator_first, machine.ram_bytes),
      processors_(config.apic_ids), local_apics_(config.apic_ids.size()) {
  bus.register_invalidate_direct_mem_ptr(this, &cpu::invalidate);
  SC_HAS_PROCESS(cpu);
  SC_THREAD(run);
}

void cpu::run() {
  for (const cpu_job &job : jobs_) {
    if (platform_.abandoned())
      break;
    run_job(job);
    ++jobs_done_;
  }
  program_.clear();
  sc_core::sc_stop();
}

void cpu::run_job(const cpu_job &job) {
  pages_.free_all();
  hooks_.fill(hook());
  in_handler_ = false;
  current_ = 0;
  platform_.reset();
  wait(config_.relax); // lets a reset reach everybody
  for (local_apic &apic : local_apics_)
    apic.pending = apic.level = {};
  program_ = job.program->name;
  started_ = sc_core::sc_time_stamp();
  report_.begin_program(program_, job.seed, job.another);

  bool result = false;
  const leaving how = call_program(job, result);
  synchronize();
  report_.pages(pages_.peak(), pages_.used());
  if (how == leave_abandoned)
    report_.problem("abandoned");
  if (how == leave_stuck)
    report_.problem("stuck: still running after " + config_.limit.to_string() +
                    " of simulated time (limit_ms of [cpu])");
  const std::string left = how == leave_not ? platform_.left_behind() : std::string();
  if (!left.empty())
    report_.problem("it left " + left);
  report_.end_program(how == leave_not, result);
  if (platform_.phase)
    platform_.phase({}, {});
}

// The only function whose frame a longjmp() may come back to: nothing in it needs a destructor.
cpu::leaving cpu::call_program(const cpu_job &job, bool &result) {
  const fw_env env = make_env(job.seed);
  const int how = setjmp(escape_);
  if (how != 0)
    return static_cast<leaving>(how);
  result = job.program->run(&env);
  return leave_not;
}

fw_env cpu::make_env(uint64_t seed) {
  fw_env env = {};
  env.machine = &machine_;
  env.ctx = this;
  env.seed = seed;
  env.hal.ctx = this;
  env.hal.read32 = [](void *ctx, uint64_t addr) {
    return static_cast<uint32_t>(static_cast<cpu *>(ctx)->read(addr, 4));
  };
  env.hal.read64 = [](void *ctx, uint64_t addr) { return static_cast<cpu *>(ctx)->read(addr, 8); };
  env.hal.write32 = [](void *ctx, uint64_t addr, uint32_t value) {
    static_cast<cpu *>(ctx)->write(addr, value, 4);
  };
  env.hal.write64 = [](void *ctx, uint64_t addr, uint64_t value) {
    static_cast<cpu *>(ctx)->write(addr, value, 8);
  };
  env.hal.mem_read = [](void *ctx, uint64_t addr, void *data, size_t bytes) {
    static_cast<cpu *>(ctx)->copy(addr, static_cast<uint8_t *>(data), bytes, false);
  };
  env.hal.mem_write = [](void *ctx, uint64_t addr, const void *data, size_t bytes) {
    // TLM has one data pointer for both directions; a write only reads through it.
    static_cast<cpu *>(ctx)->copy(addr, static_cast<uint8_t *>(const_cast<void *>(data)), bytes,
                                  true);
  };
  env.hal.alloc_pages = [](void *ctx, size_t count, unsigned align_log2) {
    return static_cast<cpu *>(ctx)->allocate(count, align_log2);
  };
  env.hal.free_pages = [](void *ctx, uint64_t addr, size_t count) {
    static_cast<cpu *>(ctx)->release(addr, count);
  };
  env.hal.relax = [](void *ctx) { static_cast<cpu *>(ctx)->relax(); };
  env.hal.time_ns = [](void *ctx) { return static_cast<cpu *>(ctx)->time_ns(); };
  env.hal.mem_cas64 = [](void *ctx, uint64_t addr, uint64_t expected, uint64_t desired) {
    return static_cast<cpu *>(ctx)->compare_exchange(addr, expected, desired);
  };
  env.irq_hook = [](void *ctx, unsigned vector, fw_irq_handler handler, void *arg) {
    if (vector >= first_vector && vector < FW_IRQS)
      static_cast<cpu *>(ctx)->hooks_[vector] = {handler, arg};
  };
  env.processor = [](void *ctx) { return static_cast<cpu *>(ctx)->current_; };
  env.phase = [](void *ctx, const char *name) {
    cpu *self = static_cast<cpu *>(ctx);
    self->synchronize();
    self->report_.begin_phase(text_of(name));
    if (self->platform_.phase)
      self->platform_.phase(self->program_, text_of(name));
  };
  env.check = [](void *ctx, bool ok, const char *what) {
    return static_cast<cpu *>(ctx)->report_.check(ok, text_of(what));
  };
  env.expect_faults = [](void *ctx, uint64_t count) {
    static_cast<cpu *>(ctx)->report_.expect_faults(count);
  };
  env.saw_fault = [](void *ctx, uint16_t, uint8_t, uint64_t, bool) {
    static_cast<cpu *>(ctx)->report_.saw_fault();
  };
  env.log = [](void *ctx, const char *line) {
    static_cast<cpu *>(ctx)->platform_.log(text_of(line));
  };
  return env;
}

// ---------------------------------------------------------------------------------------------------
// Time

void cpu::synchronize() {
  if (local_ == sc_core::SC_ZERO_TIME)
    return;
  const sc_core::sc_time ahead = local_;
  local_ = sc_core::SC_ZERO_TIME;
  wait(ahead);
}

void cpu::leave_if_due() {
  const bool stuck = sc_core::sc_time_stamp() + local_ - started_ > config_.limit;
  if (stuck || platform_.abandoned())
    std::longjmp(escape_, stuck ? leave_stuck : leave_abandoned);
}

void cpu::relax() {
  synchronize(); // an early wake-up must not take back time that the program has seen pass
  if (interrupt_waits() && !in_handler_)
    wait(config_.relax);
  else
    wait(config_.relax, raised_); // as a processor that sleeps until the next interrupt
  leave_if_due();
  take_interrupts();
}

uint64_t cpu::time_ns() {
  local_ += config_.access; // asking takes time: a loop that only asks must see it pass
  after_access();
  return static_cast<uint64_t>((sc_core::sc_time_stamp() + local_) /
                               sc_core::sc_time(1, sc_core::SC_NS));
}

void cpu::after_access() {
  if (local_ >= config_.quantum)
    synchronize();
  leave_if_due();
  take_interrupts();
}

// ---------------------------------------------------------------------------------------------------
// Interrupts

void cpu::raise(const interrupt_message &message) {
  ++interrupts_;
  const std::vector<unsigned> receivers = processors_.receivers(message);
  if (receivers.empty())
    ++interrupts_to_nobody_;
  const uint64_t bit = UINT64_C(1) << message.vector % 64;
  const unsigned word = message.vector / 64;
  for (const unsigned processor : receivers) {
    local_apic &apic = local_apics_[processor];
    ++apic.messages;
    if (!message.has_vector()) {
      apic.events |= event_modes & UINT32_C(1) << message.delivery_mode;
    } else if (message.vector >= first_vector) {
      apic.pending[word] |= bit;
      apic.level[word] = message.level ? apic.level[word] | bit : apic.level[word] & ~bit;
    }
  }
  raised_.notify(sc_core::SC_ZERO_TIME);
}

bool cpu::interrupt_waits() const {
  return std::any_of(local_apics_.begin(), local_apics_.end(), [](const local_apic &apic) {
    return (apic.events | apic.pending[0] | apic.pending[1] | apic.pending[2] | apic.pending[3]) !=
           0;
  });
}

void cpu::take_interrupts() {
  for (unsigned processor = 0; processor < local_apics_.size() && !in_handler_; ++processor)
    take_interrupts_of(processor);
}

void cpu::take_interrupts_of(unsigned processor) {
  uint32_t &events = local_apics_[processor].events;
  while (events != 0) {
    const unsigned mode = static_cast<unsigned>(__builtin_ctz(events));
    events &= events - 1;
    call_handler(processor, first_event + mode);
  }
  vectors &pending = local_apics_[processor].pending;
  for (unsigned word = 4; word-- > 0;) {
    while (pending[word] != 0) {
      const unsigned bit = 63 - static_cast<unsigned>(__builtin_clzll(pending[word]));
      pending[word] &= ~(UINT64_C(1) << bit);
      call_handler(processor, word * 64 + bit);
    }
  }
}

// What nobody has hooked is dropped, and never ends.
void cpu::call_handler(unsigned processor, unsigned irq) {
  const hook &taken = hooks_[irq];
  if (taken.handler == nullptr)
    return;
  const vectors &levels = local_apics_[processor].level;
  const bool level = irq < first_event && (levels[irq / 64] >> irq % 64 & 1) != 0;
  in_handler_ = true;
  current_ = processor;
  taken.handler(taken.arg, irq);
  current_ = 0;
  in_handler_ = false;
  if (level && platform_.end_of_interrupt)
    platform_.end_of_interrupt(static_cast<uint8_t>(irq));
}

// ---------------------------------------------------------------------------------------------------
// Accesses

bool cpu::transact(tlm::tlm_command command, uint64_t addr, uint8_t *data, unsigned bytes) {
  payload_.set_command(command);
  payload_.set_address(addr);
  payload_.set_data_ptr(data);
  payload_.set_data_length(bytes);
  payload_.set_streaming_width(bytes);
  payload_.set_byte_enable_ptr(nullptr);
  payload_.set_dmi_allowed(false);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  local_ += config_.access;
  bus->b_transport(payload_, local_);
  if (payload_.is_response_ok())
    return true;
  ++bus_errors_;
  return false;
}

// What nobody answers reads as all ones.
uint64_t cpu::read(uint64_t addr, unsigned bytes) {
  uint64_t value = 0;
  if (!transact(tlm::TLM_READ_COMMAND, addr, reinterpret_cast<uint8_t *>(&value), bytes))
    value = all_ones;
  after_access();
  return value;
}

void cpu::write(uint64_t addr, uint64_t value, unsigned bytes) {
  transact(tlm::TLM_WRITE_COMMAND, addr, reinterpret_cast<uint8_t *>(&value), bytes);
  after_access();
}

bool cpu::find_pointer(uint64_t addr, size_t bytes, bool is_write) {
  if (!pointer_valid_) {
    payload_.set_command(is_write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    payload_.set_address(addr);
    pointer_valid_ = bus->get_direct_mem_ptr(payload_, pointer_);
  }
  return pointer_valid_ && addr >= pointer_.get_start_address() &&
         addr <= pointer_.get_end_address() && bytes - 1 <= pointer_.get_end_address() - addr &&
         (is_write ? pointer_.is_write_allowed() : pointer_.is_read_allowed());
}

void cpu::copy(uint64_t addr, uint8_t *data, size_t bytes, bool is_write) {
  if (bytes == 0)
    return;
  if (find_pointer(addr, bytes, is_write)) {
    uint8_t *target = pointer_.get_dmi_ptr() + (addr - pointer_.get_start_address());
    std::memcpy(is_write ? target : data, is_write ? data : target, bytes);
    const sc_core::sc_time line =
        is_write ? pointer_.get_write_latency() : pointer_.get_read_latency();
    local_ += config_.access + line * static_cast<double>((bytes + 63) / 64);
    after_access();
    return;
  }
  for (size_t done = 0; done < bytes;) {
    const size_t n = std::min(bytes - done, chunk_bytes - (addr + done) % chunk_bytes);
    const bool ok = transact(is_write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND, addr + done,
                             data + done, static_cast<unsigned>(n));
    if (!ok && !is_write)
      std::memset(data + done, 0xFF, n);
    done += n;
  }
  after_access();
}

// Nobody else gets a turn between the reading and the writing: neither memory nor router waits.
bool cpu::compare_exchange(uint64_t addr, uint64_t expected, uint64_t desired) {
  synchronize();
  uint64_t value = 0;
  bool done = false;
  if (find_pointer(addr, sizeof value, true)) {
    uint8_t *target = pointer_.get_dmi_ptr() + (addr - pointer_.get_start_address());
    std::memcpy(&value, target, sizeof value);
    done = value == expected;
    if (done)
      std::memcpy(target, &desired, sizeof desired);
    local_ += config_.access + pointer_.get_write_latency();
  } else if (transact(tlm::TLM_READ_COMMAND, addr, reinterpret_cast<uint8_t *>(&value),
                      sizeof value)) {
    done = value == expected && transact(tlm::TLM_WRITE_COMMAND, addr,
                                         reinterpret_cast<uint8_t *>(&desired), sizeof desired);
  }
  after_access();
  return done;
}

void cpu::invalidate(sc_dt::uint64 first, sc_dt::uint64 last) {
  if (pointer_valid_ && pointer_.get_start_address() <= last && first <= pointer_.get_end_address())
    pointer_valid_ = false;
}

// ---------------------------------------------------------------------------------------------------
// Pages

uint64_t cpu::allocate(size_t count, unsigned align_log2) {
  const uint64_t addr = pages_.allocate(count, align_log2);
  if (addr != 0)
    platform_.clear(addr, count * page_allocator::page_bytes);
  return addr;
}

void cpu::release(uint64_t addr, size_t count) {
  if (!pages_.free(addr, count))
    report_.check(false, "freed pages had been allocated");
}

} // namespace vtd
