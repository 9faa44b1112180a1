// SPDX-License-Identifier: Apache-2.0
// Every fault reason through the TLM sockets (chapters 3, 5 and 7): the rows of fault_reasons.h are
// sent by a device, one in each platform state that matters, and what the device, the records and
// the event message say is compared with the row.
//   tlm_faults [--markdown] [gtest options]
#include <cstdio>
#include <map>
#include <memory>
#include <set>

#include "at_harness.h"
#include "fault_reasons.h"
#include "vtd/vtd_tables.h"

using namespace tb;

namespace {

constexpr uint32_t event_data = 0x44;
constexpr uint32_t event_addr = 0xFEE04000, event_upper_addr = 1;
constexpr uint64_t message_addr = uint64_t{event_upper_addr} << 32 | event_addr;
constexpr uint64_t offset = 0x38; // of accesses in their page
constexpr uint32_t access_bytes = 8;
constexpr uint16_t group = 5;
constexpr uint64_t page_bytes = 4096;

using platform = bed<64>;

// Every table read is a transaction, so that it can fail.
struct platforms {
  platform legacy{"legacy", [](vtd::iommu_config &c) { both_protocols(c); }};
  platform scalable{"scalable", [](vtd::iommu_config &c) { scalable_unit(c, false); }};
  platform abort{"abort", [](vtd::iommu_config &c) { scalable_unit(c, true); }};

  static void scalable_unit(vtd::iommu_config &c, bool abort_mode) {
    c.core = vtd_config_scalable();
    c.core.ecap = vtd_ecap_pss_set(c.core.ecap, 18); // 19 bits
    c.core.ecap = vtd_ecap_adms_set(c.core.ecap, abort_mode);
    both_protocols(c);
  }
  static void both_protocols(vtd::iommu_config &c) {
    c.direct_walks = false;
    c.at.outstanding = 4;
    c.at.blocking_memory = true;
  }
  platform &of(fault_unit unit) {
    return unit == FAULT_LEGACY ? legacy : unit == FAULT_SCALABLE ? scalable : abort;
  }
};

std::unique_ptr<platforms> beds;

std::vector<fault_row> all_rows() {
  std::vector<fault_row> rows;
  for (const auto get : {fault_rows_legacy, fault_rows_scalable, fault_rows_interrupt}) {
    const size_t first = rows.size();
    rows.resize(first + get(nullptr));
    get(rows.data() + first);
  }
  return rows;
}

// The condition that a row or an entry of another list names: up to the first space.
vtd_fault_cond condition_of(const char *name) {
  const std::string text(name);
  const std::string condition = text.substr(0, text.find(' '));
  for (unsigned i = 1; i < VTD_FC_COUNT; ++i)
    if (condition == vtd_fault_table[i].name)
      return static_cast<vtd_fault_cond>(i);
  return VTD_FC_NONE;
}

struct device : vtd::ats_device {
  std::vector<vtd_page_group_response> responses;
  void invalidation_request(const vtd_dev_tlb_inv &, const sc_time &) override {}
  void page_group_response(const vtd_page_group_response &response, const sc_time &) override {
    responses.push_back(response);
  }
};

// The event message's mask (FECTL.IM).
enum class mask {
  open,    // the message goes out at once
  lifted,  // it is held until then
  cleared, // it is held, and lost when software clears its reason before the mask is lifted
};

// Which message of its group a page request is; nobody waits for an answer to the other two.
enum class member { last, inner, stop_marker };

// What device and unit speak.
enum class protocol { loosely_timed, approximately_timed };

// One row in one state of the platform.
class trial {
public:
  trial(const fault_row &row, fault_fpd fpd, mask event_mask, protocol spoken,
        member page_request = member::last)
      : row_(row), b_(beds->of(row.unit)), mask_(event_mask), protocol_(spoken),
        member_(page_request), quiet_(row.qualified && (row.fpd_seen >> fpd & 1) != 0) {
    b_.fresh();
    fault_world world = {};
    world.space = &b_.space;
    world.root = b_.root;
    row.arrange(&row, &world, fpd);
    start(world);
    b_.unit.ats().attach(device_, FAULT_SID, FAULT_SID);
    unread_ = world.unread;
    locked_ = world.locked;
  }
  ~trial() { b_.unit.ats().detach(device_); }
  trial(const trial &) = delete;
  trial &operator=(const trial &) = delete;

  // Twice: what could be cached of the tables is, then, and the next record is used.
  void run() {
    for (round_ = 0; round_ < 2; ++round_) {
      SCOPED_TRACE("round " + std::to_string(round_));
      b_.reg32(VTD_FECTL_REG, mask_ == mask::open ? 0 : VTD_FECTL_IM);
      break_memory();
      b_.unit.clear_stats();
      send();
      const bool logged = row_.logged && !quiet_;
      expect_record(logged);
      expect_event(logged);
    }
  }

private:
  bool is(fault_kind kind) const { return row_.kind == kind; }
  bool has(unsigned flag) const { return (row_.flags & flag) != 0; }

  // --- Software's part

  void start(const fault_world &world) {
    b_.reg32(VTD_FEDATA_REG, event_data);
    b_.reg32(VTD_FEADDR_REG, event_addr);
    b_.reg32(VTD_FEUADDR_REG, event_upper_addr);
    b_.reg64(VTD_RTADDR_REG, vtd_rtaddr_ttm_set(b_.root, row_.ttm));
    b_.gcmd(VTD_GCMD_SRTP);
    if (world.irt != 0) {
      b_.reg64(VTD_IRTA_REG, vtd_irta_s_set(world.irt, 7)); // 256 entries
      b_.gcmd(VTD_GCMD_SIRTP);
      b_.gcmd(VTD_GCMD_IRE);
    }
    if (is(FAULT_PAGE_REQUEST)) {
      queue_ = vtdt_pages(&b_.space, 1);
      b_.reg64(VTD_PQA_REG, queue_);
    }
    b_.gcmd(VTD_GCMD_TE);
    ASSERT_TRUE(b_.reg32(VTD_GSTS_REG) & VTD_GSTS_TES);
  }

  // What the tables say is unreadable, or cannot be updated: a first read is good, the one of the
  // compare-exchange is not.
  void break_memory() {
    b_.ram.how = {};
    b_.ram.log.clear();
    touched_ = 0;
    message_ = 0;
    if (unread_ != 0)
      fail(unread_);
    b_.ram.how.hook = [this](tlm_generic_payload &t) {
      if (t.get_address() == message_addr)
        std::memcpy(&message_, t.get_data_ptr(), sizeof message_);
      if (locked_ != 0 && t.get_address() == locked_ && ++touched_ == 2)
        fail(locked_);
    };
  }
  void fail(uint64_t at) {
    b_.ram.how.fail_first = at;
    b_.ram.how.fail_last = at + 7;
  }

  // --- The device's part

  void describe(vtd::dma_extension &e) const {
    e.id.pasid_valid = has(VTD_REQ_PASID);
    e.id.pasid = row_.pasid;
    e.id.privileged = has(VTD_REQ_PRIV);
    e.id.execute = has(VTD_REQ_EXEC);
    if (is(FAULT_TRANSLATION))
      e.id.at = VTD_AT_TRANSLATION;
    if (is(FAULT_TRANSLATED))
      e.id.at = VTD_AT_TRANSLATED;
    if (row_.access == VTD_ACCESS_ATOMIC)
      e.operation = vtd::atomic_op::fetch_add;
  }
  uint64_t addr() const { return is(FAULT_INTERRUPT) ? row_.addr : row_.addr + offset; }

  void send() {
    if (is(FAULT_PAGE_REQUEST))
      request_page();
    else
      access();
  }

  void transport(at_access &access) {
    if (protocol_ == protocol::loosely_timed) {
      sc_time delay;
      b_.dev0.socket->b_transport(access.trans, delay);
      return;
    }
    in_thread([&] {
      at_sender sender(b_.dev0, 1);
      sender.send(access);
      sender.drain();
    });
  }

  void access() {
    const bool write = row_.access == VTD_ACCESS_WRITE;
    const uint32_t bytes = is(FAULT_INTERRUPT) ? sizeof row_.data : access_bytes;
    at_access access(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND, addr(), bytes,
                     FAULT_SID);
    if (is(FAULT_INTERRUPT))
      std::memcpy(access.data.data(), &row_.data, bytes);
    const std::vector<uint8_t> before = access.data;
    describe(access.extension);
    vtd::ats_extension completion;
    completion.count = 99;
    if (is(FAULT_TRANSLATION))
      access.trans.set_extension(&completion);
    transport(access);
    EXPECT_EQ(b_.unit.stats().at.responses, protocol_ == protocol::loosely_timed ? 0u : 1u);
    EXPECT_EQ(b_.unit.stats().errors, access.trans.is_response_error() ? 1u : 0u);
    access.trans.clear_extension(&completion);

    expect_response(access.response(), access.extension);
    if (is(FAULT_TRANSLATION))
      expect_completion(completion);
    EXPECT_EQ(access.data, before) << "no data came";
    EXPECT_EQ(access.trans.get_address(), addr());
    EXPECT_FALSE(access.trans.is_dmi_allowed());
    for (const seen &s : b_.ram.log) {
      EXPECT_FALSE(s.has_extension) << "went on to " << std::hex << s.addr;
      EXPECT_NE(s.addr / page_bytes, FAULT_PAGE / page_bytes);
      EXPECT_NE(s.addr / page_bytes, addr() / page_bytes);
    }
  }

  void expect_response(tlm::tlm_response_status response, const vtd::dma_extension &e) {
    EXPECT_EQ(e.code, row_.code);
    EXPECT_EQ(e.cond, condition_of(row_.name));
    EXPECT_EQ(e.fault_addr, addr());
    EXPECT_EQ(e.result.code, row_.code);
    EXPECT_EQ((e.result.flags & VTD_RES_LOGGED) != 0, row_.logged && !quiet_);
    switch (row_.ending) {
    case FAULT_UR:
      EXPECT_EQ(response,
                row_.denied ? tlm::TLM_COMMAND_ERROR_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
      EXPECT_EQ(e.status, row_.denied ? VTD_DENIED : VTD_BLOCKED);
      break;
    case FAULT_CA:
      EXPECT_EQ(response, tlm::TLM_GENERIC_ERROR_RESPONSE);
      EXPECT_EQ(e.status, VTD_COMPLETER_ABORT);
      break;
    default:
      EXPECT_EQ(response, tlm::TLM_OK_RESPONSE);
      EXPECT_EQ(e.status, VTD_OK);
      break;
    }
    const unsigned perm = row_.ending == FAULT_SEFF ? row_.perm : 0;
    EXPECT_EQ(e.result.perm, perm);
    EXPECT_EQ(e.result.dmi_perm, 0);
  }

  void expect_completion(const vtd::ats_extension &completion) {
    const bool success = row_.ending == FAULT_S0 || row_.ending == FAULT_SEFF;
    ASSERT_EQ(completion.count, success ? 1u : 0u);
    if (!success)
      return;
    const vtd::ats_translation &t = completion.translations[0];
    const bool rights = row_.ending == FAULT_SEFF;
    EXPECT_EQ(t.read, rights && (row_.perm & VTD_PERM_R) != 0);
    EXPECT_EQ(t.write, rights && (row_.perm & VTD_PERM_W) != 0);
    EXPECT_EQ(t.usable(), rights);
    EXPECT_EQ(t.privileged, has(VTD_REQ_PASID) && has(VTD_REQ_PRIV));
    EXPECT_FALSE(t.execute || t.global || t.no_snoop_cleared || t.untranslated_only);
    if (rights) {
      EXPECT_EQ(t.addr, FAULT_PAGE);
      EXPECT_EQ(t.shift, 12);
    }
  }

  void request_page() {
    vtd_page_request request = {};
    request.addr = addr();
    request.sid = FAULT_SID;
    request.pasid_valid = has(VTD_REQ_PASID);
    request.pasid = row_.pasid;
    request.privileged = has(VTD_REQ_PRIV);
    request.execute = has(VTD_REQ_EXEC);
    request.prgi = group;
    request.read = member_ != member::stop_marker;
    request.last = member_ != member::inner;
    device_.responses.clear();
    sc_time delay;
    const vtd_page_request_result r = b_.unit.ats().request_page(request, delay);
    EXPECT_EQ(row_.ending, FAULT_IR);
    EXPECT_EQ(r.code, row_.code);
    EXPECT_EQ(r.cond, condition_of(row_.name));
    EXPECT_EQ((r.flags & VTD_RES_LOGGED) != 0, !quiet_);
    EXPECT_EQ(b_.reg64(VTD_PQT_REG), 0u) << "software does not see it";
    EXPECT_EQ(b_.reg32(VTD_PRS_REG), 0u);
    EXPECT_EQ(b_.ram.read64(queue_), 0u);
    if (member_ != member::last) {
      EXPECT_EQ(r.status, VTD_PAGE_REQUEST_DROPPED);
      EXPECT_TRUE(device_.responses.empty());
      return;
    }
    EXPECT_EQ(r.status, VTD_PAGE_REQUEST_ANSWERED);
    EXPECT_EQ(r.response, VTD_QI_PGRP_RESP_RC_INVALID);
    ASSERT_EQ(device_.responses.size(), 1u);
    const vtd_page_group_response &response = device_.responses[0];
    EXPECT_EQ(response.sid, FAULT_SID);
    EXPECT_EQ(response.prgi, group);
    EXPECT_EQ(response.code, VTD_QI_PGRP_RESP_RC_INVALID);
    EXPECT_EQ(response.pasid_valid, request.pasid_valid);
    EXPECT_EQ(response.pasid, row_.pasid);
    EXPECT_TRUE(response.automatic);
  }

  // --- What software sees

  uint64_t expected_low() const {
    if (is(FAULT_INTERRUPT))
      return vtd_frcd_lo_iidx_set(0, row_.index);
    return vtd_frcd_lo_fi_set(0, row_.addr);
  }

  // T1 and T2: write 00b, page request 01b, read 10b, AtomicOp 11b; none for interrupts.
  uint64_t expected_type(uint64_t high) const {
    const bool atomic = row_.access == VTD_ACCESS_ATOMIC;
    const bool t1 =
        is(FAULT_PAGE_REQUEST) || is(FAULT_INTERRUPT) ? false : row_.access != VTD_ACCESS_WRITE;
    return vtd_frcd_hi_t2_set(vtd_frcd_hi_t1_set(high, t1), is(FAULT_PAGE_REQUEST) || atomic);
  }

  uint64_t expected_high() const {
    uint64_t high = expected_type(VTD_FRCD_HI_F);
    high = vtd_frcd_hi_fr_set(high, row_.code);
    high = vtd_frcd_hi_sid_set(high, FAULT_SID);
    if (is(FAULT_TRANSLATION))
      high = vtd_frcd_hi_at_set(high, VTD_FRCD_HI_AT_TRANSLATION);
    if (is(FAULT_TRANSLATED))
      high = vtd_frcd_hi_at_set(high, VTD_FRCD_HI_AT_TRANSLATED);
    if (!has(VTD_REQ_PASID) || !vtd_ecap_pasid(b_.unit.config().core.ecap))
      return high;
    const bool read = vtd_frcd_hi_t1(high) && !vtd_frcd_hi_t2(high);
    high = vtd_frcd_hi_pp_set(high, 1);
    high = vtd_frcd_hi_pv_set(high, row_.pasid);
    high = vtd_frcd_hi_priv_set(high, has(VTD_REQ_PRIV));
    return vtd_frcd_hi_exe_set(high, read && has(VTD_REQ_EXEC));
  }

  void expect_record(bool logged) {
    const uint32_t status = logged ? vtd_fsts_fri_set(VTD_FSTS_PPF, round_) : 0;
    EXPECT_EQ(b_.reg32(VTD_FSTS_REG) & ~ignored(logged), status) << "PPF, FRI, nothing else";
    EXPECT_EQ(high(round_), logged ? expected_high() : 0u);
    if (!logged || !row_.no_fi) {
      EXPECT_EQ(b_.reg64(b_.frcd_reg(round_) + VTD_FRCD_LO_REG), logged ? expected_low() : 0u);
    }
    EXPECT_EQ(high(round_ + 1), 0u) << "one record";
  }
  // FRI means nothing without a record.
  static uint32_t ignored(bool logged) { return logged ? 0 : VTD_FSTS_FRI_MASK; }
  uint64_t high(unsigned record) { return b_.reg64(b_.frcd_reg(record) + VTD_FRCD_HI_REG); }

  unsigned messages() const {
    unsigned count = 0;
    for (const seen &s : b_.ram.log)
      count += s.addr == message_addr && s.command == tlm::TLM_WRITE_COMMAND && s.bytes == 4;
    return count;
  }

  // The message goes out once: at once, or when the mask is lifted. Without a record: never.
  void expect_event(bool logged) {
    const bool masked = mask_ != mask::open;
    const uint32_t ip = logged && masked ? VTD_FECTL_IP : 0;
    EXPECT_EQ(messages(), logged && !masked ? 1u : 0u);
    EXPECT_EQ(b_.reg32(VTD_FECTL_REG), (masked ? VTD_FECTL_IM : 0) | ip);
    if (mask_ == mask::cleared) {
      clear();
      EXPECT_EQ(b_.reg32(VTD_FECTL_REG), VTD_FECTL_IM);
    }
    b_.reg32(VTD_FECTL_REG, 0);
    const bool sent = logged && mask_ != mask::cleared;
    EXPECT_EQ(messages(), sent ? 1u : 0u);
    EXPECT_EQ(message_, sent ? event_data : 0u);
    EXPECT_EQ(b_.unit.stats().messages, sent ? 1u : 0u);
    EXPECT_EQ(b_.reg32(VTD_FECTL_REG), 0u);
    clear();
  }

  void clear() {
    const auto top = static_cast<uint32_t>(VTD_FRCD_HI_F >> 32);
    b_.reg32(b_.frcd_reg(round_) + VTD_FRCD_HI_REG + 4, top);
    EXPECT_EQ(b_.reg32(VTD_FSTS_REG) & ~ignored(false), 0u);
    EXPECT_EQ(high(round_) & VTD_FRCD_HI_F, 0u);
  }

  const fault_row &row_;
  platform &b_;
  device device_;
  const mask mask_;
  const protocol protocol_;
  const member member_;
  const bool quiet_;
  uint64_t queue_ = 0;
  uint64_t unread_ = 0, locked_ = 0; // as in fault_world
  unsigned round_ = 0;
  uint32_t message_ = 0;
  unsigned touched_ = 0;
};

const char *kind_name(fault_kind kind) {
  static const char *const names[FAULT_KINDS] = {"untranslated", "translation request",
                                                 "translated", "page request", "interrupt"};
  return names[kind];
}

// Where FPD can be for this row.
std::vector<fault_fpd> places(const fault_row &row) {
  if (row.kind == FAULT_INTERRUPT)
    return {FAULT_FPD_NOWHERE, FAULT_FPD_IRTE};
  if (row.unit == FAULT_LEGACY)
    return {FAULT_FPD_NOWHERE, FAULT_FPD_CONTEXT};
  return {FAULT_FPD_NOWHERE, FAULT_FPD_CONTEXT, FAULT_FPD_DIRECTORY, FAULT_FPD_PASID};
}

void try_row(const fault_row &row, fault_fpd fpd, mask m, protocol spoken) {
  trial(row, fpd, m, spoken).run();
  if (row.kind != FAULT_PAGE_REQUEST)
    return;
  trial(row, fpd, m, spoken, member::inner).run();
  trial(row, fpd, m, spoken, member::stop_marker).run();
}

void try_all_rows(protocol spoken) {
  for (const fault_row &row : all_rows()) {
    if (row.kind == FAULT_PAGE_REQUEST && spoken != protocol::loosely_timed)
      continue; // calls, whatever the protocol
    for (const fault_fpd fpd : places(row)) {
      for (const mask m : {mask::open, mask::lifted, mask::cleared}) {
        SCOPED_TRACE(std::string(row.name) + ", " + kind_name(row.kind) + ", FPD " +
                     std::to_string(fpd) + ", mask " + std::to_string(static_cast<int>(m)));
        try_row(row, fpd, m, spoken);
      }
    }
  }
}

TEST(fault_reasons, every_row_by_b_transport) {
  try_all_rows(protocol::loosely_timed);
}
TEST(fault_reasons, every_row_by_nb_transport) {
  try_all_rows(protocol::approximately_timed);
}

// ---- Is this all?

fault_ending ending_of(uint8_t response) {
  switch (response) {
  case VTD_RESP_UR:
    return FAULT_UR;
  case VTD_RESP_CA:
    return FAULT_CA;
  case VTD_RESP_S0:
    return FAULT_S0;
  case VTD_RESP_SEFF:
    return FAULT_SEFF;
  case VTD_RESP_IR:
    return FAULT_IR;
  default:
    return FAULT_NA;
  }
}

// How a kind of request ends in this condition, as the description of the hardware has it.
fault_ending described(unsigned cond, fault_kind kind) {
  const vtd_fault_desc &d = vtd_fault_table[cond];
  switch (kind) {
  case FAULT_UNTRANSLATED:
  case FAULT_INTERRUPT:
    return ending_of(d.resp_untranslated);
  case FAULT_TRANSLATION:
    return ending_of(d.resp_translation);
  case FAULT_TRANSLATED:
    return ending_of(d.resp_translated);
  default:
    return ending_of(d.resp_page);
  }
}

// A page with no rights at all is the end of SEFF.
bool agree(fault_ending described, fault_ending raised) {
  return described == raised || (described == FAULT_SEFF && raised == FAULT_S0);
}

// By condition, and by column of the tables: interrupt requests are untranslated ones.
using column = std::pair<unsigned, fault_kind>;

column column_of(unsigned cond, fault_kind kind) {
  return {cond, kind == FAULT_INTERRUPT ? FAULT_UNTRANSLATED : kind};
}

TEST(fault_reasons, rows_say_what_the_description_of_the_hardware_says) {
  for (const fault_row &row : all_rows()) {
    SCOPED_TRACE(std::string(row.name) + ", " + kind_name(row.kind));
    const unsigned cond = condition_of(row.name);
    ASSERT_NE(cond, VTD_FC_NONE);
    EXPECT_EQ(vtd_fault_table[cond].code, row.code);
    EXPECT_EQ(vtd_fault_table[cond].qualified, row.qualified);
    EXPECT_TRUE(agree(described(cond, row.kind), row.ending));
  }
}

TEST(fault_reasons, every_condition_is_raised_by_every_kind_of_request) {
  std::set<column> raised, never;
  for (const fault_row &row : all_rows())
    raised.insert(column_of(condition_of(row.name), row.kind));
  for (size_t i = 0; i < fault_never_count; ++i) {
    const fault_never &n = fault_nevers[i];
    ASSERT_NE(condition_of(n.name), VTD_FC_NONE) << n.name;
    const column c = column_of(condition_of(n.name), n.kind);
    EXPECT_EQ(raised.count(c), 0u) << n.name << ": can be, after all";
    never.insert(c);
  }
  for (unsigned cond = 1; cond < VTD_FC_COUNT; ++cond) {
    for (unsigned kind = FAULT_UNTRANSLATED; kind <= FAULT_PAGE_REQUEST; ++kind) {
      const column c = {cond, static_cast<fault_kind>(kind)};
      if (described(cond, c.second) == FAULT_NA)
        continue;
      EXPECT_EQ(raised.count(c) + never.count(c), 1u)
          << vtd_fault_table[cond].name << ", " << kind_name(c.second);
    }
  }
}

// ---- The table of docs/verification.md

const char *in_words(fault_ending ending, bool denied) {
  switch (ending) {
  case FAULT_UR:
    return denied ? "command error" : "address error";
  case FAULT_CA:
    return "generic error";
  case FAULT_S0:
    return "no rights";
  case FAULT_SEFF:
    return "fewer rights";
  case FAULT_IR:
    return "invalid";
  default:
    return "-";
  }
}

// Cells by condition and column; more than one ending: all of them, in the order of the rows.
std::map<column, std::vector<std::string>> cells() {
  std::map<column, std::vector<std::string>> found;
  for (const fault_row &row : all_rows()) {
    const std::string text = in_words(row.ending, row.denied);
    auto &cell = found[column_of(condition_of(row.name), row.kind)];
    if (std::find(cell.begin(), cell.end(), text) == cell.end())
      cell.push_back(text);
  }
  return found;
}

void print_markdown() {
  std::printf("| Reason | Condition | What | Silenced | Untranslated | Translation request | "
              "Translated | Page request |\n|---|---|---|---|---|---|---|---|\n");
  auto found = cells();
  for (unsigned cond = 1; cond < VTD_FC_COUNT; ++cond) {
    const vtd_fault_desc &d = vtd_fault_table[cond];
    std::printf("| %Xh | %s | %s | %s |", d.code, d.name, d.text, d.qualified ? "yes" : "no");
    for (unsigned kind = FAULT_UNTRANSLATED; kind <= FAULT_PAGE_REQUEST; ++kind) {
      std::string text;
      for (const std::string &part : found[{cond, static_cast<fault_kind>(kind)}])
        text += (text.empty() ? "" : ", ") + part;
      std::printf(" %s |", text.empty() ? "-" : text.c_str());
    }
    std::printf("\n");
  }
  std::printf("\nNever met:\n\n| Condition | Request | Why |\n|---|---|---|\n");
  for (size_t i = 0; i < fault_never_count; ++i)
    std::printf("| %s | %s | %s |\n", fault_nevers[i].name, kind_name(fault_nevers[i].kind),
                fault_nevers[i].why);
}

} // namespace

int sc_main(int argc, char **argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc == 2 && std::string(argv[1]) == "--markdown") {
    print_markdown();
    return 0;
  }
  if (argc > 1) {
    std::fprintf(stderr, "tlm_faults: unknown option %s; known: --markdown\n", argv[1]);
    return 2;
  }
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  beds = std::make_unique<platforms>();
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  const int result = RUN_ALL_TESTS();
  sc_core::sc_stop();
  return result;
}
