// SPDX-License-Identifier: Apache-2.0
// Redirection entries, lines, and the messages that come of them.
#include "vtd/ioapic.h"

#include "register_window.h"
#include "vtd/vtd_regs.h"

namespace vtd {

namespace {

constexpr uint64_t rte_reset = VTD_IOAPIC_RTE_MASK_MASK;
constexpr uint64_t rte_read_only = VTD_IOAPIC_RTE_DS_MASK | VTD_IOAPIC_RTE_RIRR_MASK;
// Of either format; the rest reads 0.
constexpr uint64_t rte_stored = VTD_IOAPIC_RTE_V_MASK | VTD_IOAPIC_RTE_INDEX_HI_MASK |
                                VTD_IOAPIC_RTE_POL_MASK | VTD_IOAPIC_RTE_TM_MASK |
                                VTD_IOAPIC_RTE_MASK_MASK | VTD_IOAPIC_RTE_FORMAT_MASK |
                                VTD_IOAPIC_RTE_INDEX_LO_MASK | VTD_IOAPIC_RTE_COMPAT_DLM_MASK |
                                VTD_IOAPIC_RTE_COMPAT_DM_MASK | VTD_IOAPIC_RTE_COMPAT_DEST_MASK;

bool level(uint64_t rte) {
  return vtd_ioapic_rte_tm(&rte) != 0;
}
bool asserted(uint64_t rte, bool high) {
  return high != (vtd_ioapic_rte_pol(&rte) != 0);
}

struct message {
  uint64_t addr;
  uint32_t data;
};

// The data is the same for both formats; in remappable format without sub-handle the unit does not
// look at it.
message message_of(uint64_t rte) {
  static_assert(VTD_MSI_COMPAT_WORDS == VTD_MSI_REMAP_WORDS, "address, data");
  uint64_t words[VTD_MSI_COMPAT_WORDS] = {VTD_INTR_BASE, 0};
  if (vtd_ioapic_rte_format(&rte) != 0) {
    vtd_msi_remap_format_set(words, 1);
    vtd_msi_remap_handle_lo_set(words, vtd_ioapic_rte_index_lo(&rte));
    vtd_msi_remap_handle_hi_set(words, vtd_ioapic_rte_index_hi(&rte));
  } else {
    vtd_msi_compat_dest_set(words, vtd_ioapic_rte_compat_dest(&rte));
    vtd_msi_compat_dm_set(words, vtd_ioapic_rte_compat_dm(&rte));
  }
  vtd_msi_compat_v_set(words, vtd_ioapic_rte_compat_v(&rte));
  vtd_msi_compat_dlm_set(words, vtd_ioapic_rte_compat_dlm(&rte));
  vtd_msi_compat_level_set(words, 1);
  vtd_msi_compat_tm_set(words, vtd_ioapic_rte_tm(&rte));
  return {words[0], static_cast<uint32_t>(words[1])};
}

} // namespace

ioapic::ioapic(sc_core::sc_module_name name, const ioapic_config &config)
    : sc_module(name), regs("regs"), bus("bus"), pin("pin"), config_(config),
      extension_(identity(config.requester_id)) {
  if (config_.pins == 0 || config_.pins > VTD_IOAPIC_PINS_MAX) {
    SC_REPORT_ERROR("/vtd/ioapic/config", "an I/O APIC has 1 to 120 pins");
    config_.pins = 1;
  }
  pin.init(config_.pins);
  pins_.assign(config_.pins, {rte_reset, false, false});
  id_ = config_.id;
  extension_.id.segment = config_.segment;
  payload_.set_extension(&extension_);
  regs.register_b_transport(this, &ioapic::transport);
  regs.register_transport_dbg(this, &ioapic::debug);
  SC_HAS_PROCESS(ioapic);
  SC_THREAD(run);
}

ioapic::~ioapic() {
  payload_.clear_extension(&extension_);
}

void ioapic::end_of_elaboration() {
  for (unsigned n = 0; n < pins(); ++n) {
    if (pin[n].size() == 0)
      continue;
    sc_core::sc_spawn_options options;
    options.spawn_method(); // also runs once at the start, for the first level
    options.set_sensitivity(&pin[n]->value_changed_event());
    sc_core::sc_spawn([this, n] { set_pin(n, pin[n]->read()); }, sc_core::sc_gen_unique_name("pin"),
                      &options);
  }
}

void ioapic::reset() {
  for (pin_state &p : pins_)
    p = {rte_reset, p.high, false};
  id_ = config_.id;
  select_ = 0;
  next_ = 0;
}

// ---------------------------------------------------------------------------------------------------
// Lines

void ioapic::set_pin(unsigned number, bool high) {
  if (number >= pins())
    return;
  pin_state &p = pins_[number];
  const bool edge = high != p.high && asserted(p.rte, high);
  p.high = high;
  if (edge && !level(p.rte) && vtd_ioapic_rte_mask(&p.rte) == 0)
    p.latched = true;
  wake_.notify(sc_core::SC_ZERO_TIME);
}

void ioapic::eoi(uint8_t vector) {
  for (pin_state &p : pins_)
    if (level(p.rte) && vtd_ioapic_rte_v(&p.rte) == vector)
      vtd_ioapic_rte_rirr_set(&p.rte, 0);
  wake_.notify(sc_core::SC_ZERO_TIME);
}

bool ioapic::due(const pin_state &p) const {
  if (vtd_ioapic_rte_mask(&p.rte) != 0)
    return false;
  if (!level(p.rte))
    return p.latched;
  return asserted(p.rte, p.high) && vtd_ioapic_rte_rirr(&p.rte) == 0;
}

// ---------------------------------------------------------------------------------------------------
// Messages

void ioapic::run() {
  for (;;) {
    while (send_next()) {
    }
    wait(wake_);
  }
}

bool ioapic::send_next() {
  for (unsigned i = 0; i < pins(); ++i) {
    const unsigned number = (next_ + i) % pins();
    pin_state &p = pins_[number];
    if (!due(p))
      continue;
    next_ = (number + 1) % pins();
    const uint64_t rte = p.rte;
    // Before the message: its end of interrupt may come while the target still waits.
    if (level(rte))
      vtd_ioapic_rte_rirr_set(&p.rte, 1);
    p.latched = false;
    send(rte);
    return true;
  }
  return false;
}

// A lost message is lost, as on a bus: nobody answers a posted write.
void ioapic::send(uint64_t rte) {
  message m = message_of(rte);
  payload_.set_command(tlm::TLM_WRITE_COMMAND);
  payload_.set_address(m.addr);
  payload_.set_data_ptr(reinterpret_cast<uint8_t *>(&m.data));
  payload_.set_data_length(sizeof m.data);
  payload_.set_streaming_width(sizeof m.data);
  payload_.set_byte_enable_ptr(nullptr);
  payload_.set_dmi_allowed(false);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  ++statistics_.messages;
  sc_core::sc_time delay = config_.message_latency;
  bus->b_transport(payload_, delay);
  if (!payload_.is_response_ok())
    ++statistics_.refused;
  wait(delay);
}

// ---------------------------------------------------------------------------------------------------
// Registers

uint64_t ioapic::redirection(unsigned number) const {
  uint64_t rte = pins_[number].rte;
  vtd_ioapic_rte_ds_set(&rte, due(pins_[number]));
  return rte;
}

// An entry that becomes edge-triggered awaits no end of interrupt; one that becomes level-triggered
// goes by the line, not by edges that came before.
void ioapic::write_rte(pin_state &p, uint64_t value) {
  p.rte = (p.rte & rte_read_only) | (value & rte_stored);
  if (!level(p.rte))
    vtd_ioapic_rte_rirr_set(&p.rte, 0);
  else
    p.latched = false;
  wake_.notify(sc_core::SC_ZERO_TIME);
}

uint32_t ioapic::read_selected() const {
  switch (select_) {
  case VTD_IOAPIC_ID:
  case VTD_IOAPIC_ARB:
    return uint32_t{id_} << VTD_IOAPIC_ID_SHIFT;
  case VTD_IOAPIC_VER:
    return VTD_IOAPIC_VERSION | (pins() - 1) << 16;
  default:
    break;
  }
  const unsigned number = (select_ - VTD_IOAPIC_RTE_LO(0)) / 2;
  if (select_ < VTD_IOAPIC_RTE_LO(0) || number >= pins())
    return 0;
  const bool high_part = select_ == VTD_IOAPIC_RTE_HI(number);
  return static_cast<uint32_t>(redirection(number) >> (high_part ? 32 : 0));
}

void ioapic::write_selected(uint32_t value) {
  if (select_ == VTD_IOAPIC_ID)
    id_ = static_cast<uint8_t>(value >> VTD_IOAPIC_ID_SHIFT);
  const unsigned number = (select_ - VTD_IOAPIC_RTE_LO(0)) / 2;
  if (select_ < VTD_IOAPIC_RTE_LO(0) || number >= pins())
    return;
  pin_state &p = pins_[number];
  if (select_ == VTD_IOAPIC_RTE_HI(number))
    write_rte(p, (p.rte & UINT32_MAX) | uint64_t{value} << 32);
  else
    write_rte(p, (p.rte & ~uint64_t{UINT32_MAX}) | value);
}

uint32_t ioapic::read(uint32_t offset) const {
  if (offset == VTD_IOAPIC_IOREGSEL)
    return select_;
  return offset == VTD_IOAPIC_IOWIN ? read_selected() : 0;
}

void ioapic::write(uint32_t offset, uint32_t value) {
  if (offset == VTD_IOAPIC_IOREGSEL)
    select_ = static_cast<uint8_t>(value);
  else if (offset == VTD_IOAPIC_IOWIN)
    write_selected(value);
  else if (offset == VTD_IOAPIC_EOI)
    eoi(static_cast<uint8_t>(value));
}

void ioapic::transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  const tlm::tlm_response_status shape = register_shape(trans, VTD_IOAPIC_WINDOW_BYTES);
  if (shape != tlm::TLM_OK_RESPONSE) {
    trans.set_response_status(shape);
    return;
  }
  delay += config_.register_latency;
  register_access(
      trans, [this](uint32_t offset) { return read(offset); },
      [this](uint32_t offset, uint32_t value) { write(offset, value); });
}

unsigned ioapic::debug(tlm::tlm_generic_payload &trans) {
  return register_debug(trans, VTD_IOAPIC_WINDOW_BYTES,
                        [this](uint32_t offset) { return read(offset); });
}

} // namespace vtd
