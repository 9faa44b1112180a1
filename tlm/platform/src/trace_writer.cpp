// SPDX-License-Identifier: Apache-2.0
// Trace events as text.
#include "trace_writer.h"

#include <cinttypes>

#include "user_error.h"
#include "vtd/vtd_tables.h"

namespace vtd {

namespace {

constexpr unsigned process_requesters = 1;
constexpr unsigned process_first_unit = 2;
constexpr unsigned process_processor = 3;
enum unit_thread { thread_invalidations = 1, thread_queue, thread_registers, thread_messages };
enum processor_thread { thread_programs = 1, thread_phases, thread_interrupts };

// Units behind the first one come after the processor.
unsigned process_of(size_t unit) {
  return unit == 0 ? process_first_unit : process_processor + static_cast<unsigned>(unit);
}

constexpr size_t flush_bytes = 1u << 16;
const char tail[] = "\n]}\n";

template <typename... Values> std::string text(const char *pattern, Values... values) {
  char buffer[512];
  std::snprintf(buffer, sizeof buffer, pattern, values...);
  return buffer;
}

std::string quoted(const std::string &plain) {
  std::string result = "\"";
  for (const char c : plain) {
    if (c == '"' || c == '\\')
      result += '\\';
    if (static_cast<unsigned char>(c) >= 0x20)
      result += c;
  }
  return result + "\"";
}

// Microseconds with picosecond digits, exact.
std::string microseconds(const sc_core::sc_time &time) {
  const uint64_t ps =
      static_cast<uint64_t>(time / sc_core::sc_get_time_resolution() *
                                (sc_core::sc_get_time_resolution().to_seconds() * 1e12) +
                            0.5);
  return text("%" PRIu64 ".%06u", ps / 1000000, static_cast<unsigned>(ps % 1000000));
}

const char *hit_name(uint8_t hit) {
  switch (hit) {
  case VTD_HIT_IOTLB:
    return "hit";
  case VTD_HIT_PSC:
    return "short walk";
  case VTD_HIT_WALK:
    return "walk";
  default:
    return "no table";
  }
}

const char *status_name(uint8_t status) {
  switch (status) {
  case VTD_OK:
    return "ok";
  case VTD_BLOCKED:
    return "blocked";
  case VTD_DENIED:
    return "denied";
  case VTD_INTERRUPT:
    return "interrupt";
  case VTD_DISCARD:
    return "discarded";
  default:
    return "completer abort";
  }
}

const char *access_name(uint8_t access) {
  switch (access) {
  case VTD_ACCESS_READ:
    return "read";
  case VTD_ACCESS_WRITE:
    return "write";
  case VTD_ACCESS_ATOMIC:
    return "atomic";
  default:
    return "zero-length read";
  }
}

const char *scope_name(uint32_t scope) {
  switch (scope) {
  case VTD_INV_GLOBAL:
    return "global";
  case VTD_INV_DOMAIN:
    return "domain";
  case VTD_INV_DOMAIN_PAGE:
    return "pages of a domain";
  case VTD_INV_PASID:
    return "PASID";
  case VTD_INV_PASID_PAGE:
    return "pages of a PASID";
  case VTD_INV_DEVICE:
    return "device";
  default:
    return "invalidation";
  }
}

std::string register_name(uint64_t offset) {
  for (const vtd_reg_desc &reg : vtd_reg_table)
    if (reg.base == VTD_BASE_FIXED && reg.count == 1 && offset >= reg.offset &&
        offset < reg.offset + reg.width / 8u)
      return reg.name;
  return text("offset %" PRIX64 "h", offset);
}

const vtd_fault_desc &fault_of(uint32_t cond) {
  return vtd_fault_table[cond < VTD_FC_COUNT ? cond : static_cast<uint32_t>(VTD_FC_NONE)];
}

} // namespace

trace_writer::trace_writer(const std::string &path, namer track_name,
                           const std::vector<std::string> &units)
    : file_(std::fopen(path.c_str(), "w")), track_name_(std::move(track_name)), units_(units) {
  if (file_ == nullptr)
    throw user_error("--trace: '" + path +
                     "' cannot be written; name a file in a folder that you may write to");
  seekable_ = std::fseek(file_, 0, SEEK_CUR) == 0 && std::ftell(file_) == 0;
  pending_ =
      "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
      "{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,\"args\":{\"name\":\"requesters\"}}";
  name_process(process_processor, "processor");
  for (size_t i = 0; i < units_.size(); ++i) {
    const unsigned process = process_of(i);
    name_process(process, units_.size() == 1 ? "remapping unit" : "remapping unit " + units_[i]);
    name_track(process, thread_invalidations, "invalidations");
    name_track(process, thread_queue, "queue");
    name_track(process, thread_registers, "register writes");
    name_track(process, thread_messages, "event messages");
  }
  name_track(process_processor, thread_programs, "programs");
  name_track(process_processor, thread_phases, "phases");
  name_track(process_processor, thread_interrupts, "interrupts");
  flush();
}

trace_writer::~trace_writer() {
  flush();
  if (!seekable_)
    std::fputs(tail, file_);
  std::fclose(file_);
}

bool trace_writer::flush() {
  if (seekable_ && std::fseek(file_, position_, SEEK_SET) != 0)
    healthy_ = false;
  healthy_ = std::fwrite(pending_.data(), 1, pending_.size(), file_) == pending_.size() && healthy_;
  position_ += static_cast<long>(pending_.size());
  pending_.clear();
  if (seekable_ && std::fputs(tail, file_) < 0)
    healthy_ = false;
  if (std::fflush(file_) != 0)
    healthy_ = false;
  return healthy_;
}

void trace_writer::append(const std::string &event) {
  ++events_;
  pending_ += ",\n";
  pending_ += event;
  if (pending_.size() >= flush_bytes)
    flush();
}

void trace_writer::put(const char *name, const char *category, char kind,
                       const sc_core::sc_time &start, const sc_core::sc_time *duration,
                       unsigned process, unsigned thread, const std::string &args) {
  std::string event = text("{\"name\":\"%s\",\"cat\":\"%s\",\"ph\":\"%c\",\"pid\":%u,\"tid\":%u,"
                           "\"ts\":",
                           name, category, kind, process, thread);
  event += microseconds(start);
  if (duration != nullptr)
    event += ",\"dur\":" + microseconds(*duration);
  else
    event += ",\"s\":\"t\"";
  append(event + ",\"args\":{" + args + "}}");
}

void trace_writer::name_process(unsigned process, const std::string &name) {
  append(text("{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":%u,\"args\":{\"name\":", process) +
         quoted(name) + "}}");
}

void trace_writer::name_track(unsigned process, unsigned thread, const std::string &name) {
  append(text("{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":%u,\"tid\":%u,\"args\":{\"name\":",
              process, thread) +
         quoted(name) + "}}");
}

unsigned trace_writer::requester_track(uint16_t segment, uint16_t sid) {
  const unsigned thread = unsigned{segment} << 16 | sid;
  if (named_.insert(thread).second)
    name_track(process_requesters, thread, track_name_(segment, sid));
  return thread;
}

void trace_writer::translation(size_t unit, uint16_t segment, const translation_event &event) {
  const vtd_request &request = *event.request;
  const vtd_result &result = *event.result;
  const unsigned track = requester_track(segment, request.sid);
  const bool fault = result.status == VTD_BLOCKED || result.status == VTD_DENIED ||
                     result.status == VTD_COMPLETER_ABORT;
  std::string args =
      text("\"iova\":\"0x%" PRIx64 "\",\"bytes\":%u,\"access\":\"%s\","
           "\"status\":\"%s\",\"lookup\":\"%s\",\"domain\":%u,\"reads\":%u",
           request.addr, request.bytes, access_name(request.access), status_name(result.status),
           hit_name(result.hit), result.did, result.reads);
  if (fault)
    args += text(",\"reason\":%u,\"condition\":\"%s\"", result.code,
                 result.cond == VTD_FC_NONE ? "protected region" : fault_of(result.cond).name);
  else
    args += text(",\"output\":\"0x%" PRIx64 "\",\"page_shift\":%u", result.addr, result.page_shift);
  if (units_.size() > 1)
    args += ",\"unit\":" + quoted(units_[unit]);
  put(fault ? "fault" : hit_name(result.hit), "translation", 'X', event.start, &event.duration,
      process_requesters, track, args);
}

void trace_writer::core_event(size_t unit, uint16_t segment, const vtd_trace &event) {
  const unsigned process_unit = process_of(unit);
  const sc_core::sc_time now = sc_core::sc_time_stamp();
  switch (event.kind) {
  case VTD_TRACE_FAULT:
    put(event.value != 0 ? "fault recorded" : "fault not recorded", "fault", 'i', now, nullptr,
        process_requesters, requester_track(segment, event.sid),
        text("\"addr\":\"0x%" PRIx64 "\",\"reason\":%u,\"condition\":\"%s\",\"text\":", event.addr,
             fault_of(event.code).code, fault_of(event.code).name) +
            quoted(fault_of(event.code).text));
    break;
  case VTD_TRACE_INVALIDATE:
    put(scope_name(event.code), "invalidation", 'i', now, nullptr, process_unit,
        thread_invalidations,
        text("\"domain\":%u,\"addr\":\"0x%" PRIx64 "\"", event.did, event.addr));
    break;
  case VTD_TRACE_DESCRIPTOR:
    put("descriptor", "queue", 'i', now, nullptr, process_unit, thread_queue,
        text("\"type\":%u,\"at\":\"0x%" PRIx64 "\",\"low\":\"0x%" PRIx64 "\"", event.code,
             event.addr, event.value));
    break;
  case VTD_TRACE_REG_WRITE:
    put(register_name(event.addr).c_str(), "register", 'i', now, nullptr, process_unit,
        thread_registers,
        text("\"offset\":\"0x%" PRIx64 "\",\"value\":\"0x%" PRIx64 "\"", event.addr, event.value));
    break;
  case VTD_TRACE_EVENT:
    put("event message", "message", 'i', now, nullptr, process_unit, thread_messages,
        text("\"addr\":\"0x%" PRIx64 "\",\"data\":\"0x%" PRIx64 "\"", event.addr, event.value));
    break;
  case VTD_TRACE_PAGE_REQUEST:
    put(event.code == VTD_PAGE_REQUEST_QUEUED     ? "page request"
        : event.code == VTD_PAGE_REQUEST_ANSWERED ? "page request answered"
                                                  : "page request dropped",
        "page request", 'i', now, nullptr, process_requesters, requester_track(segment, event.sid),
        text("\"addr\":\"0x%" PRIx64 "\",\"group\":%" PRIu64, event.addr, event.value));
    break;
  }
}

void trace_writer::interrupt(const interrupt_message &message) {
  put(text(message.has_vector() ? "vector %u" : "delivery mode %u",
           message.has_vector() ? message.vector : message.delivery_mode)
          .c_str(),
      "interrupt", 'i', message.time, nullptr, process_processor, thread_interrupts,
      text("\"addr\":\"0x%" PRIx64 "\",\"data\":\"0x%x\"", message.addr, message.data));
}

// Phases are bars, programs are bars around them.
void trace_writer::phase(const std::string &program, const std::string &name) {
  const std::string now = microseconds(sc_core::sc_time_stamp());
  const auto bar = [&](char kind, unsigned thread, const std::string &label) {
    append(text("{\"ph\":\"%c\",\"pid\":%u,\"tid\":%u,\"cat\":\"phase\",\"ts\":", kind,
                process_processor, thread) +
           now + ",\"name\":" + quoted(label) + "}");
  };
  if (!phase_.empty())
    bar('E', thread_phases, phase_);
  if (!program_.empty() && program_ != program)
    bar('E', thread_programs, program_);
  if (!program.empty() && program_ != program)
    bar('B', thread_programs, program);
  if (!name.empty())
    bar('B', thread_phases, name);
  program_ = program;
  phase_ = name;
}

} // namespace vtd
