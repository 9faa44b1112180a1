// SPDX-License-Identifier: Apache-2.0
// A trace of the run in the Chrome trace-event format (chrome://tracing, ui.perfetto.dev).
#ifndef VTD_TRACE_WRITER_H
#define VTD_TRACE_WRITER_H

#include <cstdint>
#include <cstdio>
#include <functional>
#include <set>
#include <string>
#include <systemc>
#include <vector>

#include "vtd/interrupt_sink.h"
#include "vtd/iommu.h"

namespace vtd {

// Writes while the run goes on. The file is valid JSON from the first moment: every flush ends it,
// and the next one overwrites the end. One track per requester for translations and faults, tracks
// of the unit for invalidations, register writes and event messages, one of the processor for
// interrupts and phases. Times are simulated.
class trace_writer {
public:
  // Names a requester's track.
  using namer = std::function<std::string(uint16_t segment, uint16_t sid)>;

  // Throws user_error if the file cannot be written. `units` are the names of the units; one unit
  // alone is called "remapping unit".
  trace_writer(const std::string &path, namer track_name, const std::vector<std::string> &units);
  ~trace_writer();
  trace_writer(const trace_writer &) = delete;
  trace_writer &operator=(const trace_writer &) = delete;

  // Of unit `unit`, which serves `segment`.
  void translation(size_t unit, uint16_t segment, const translation_event &event);
  void core_event(size_t unit, uint16_t segment, const vtd_trace &event);
  void interrupt(const interrupt_message &message);
  // A phase of a program begins and the one before it ends; empty names: nothing begins.
  void phase(const std::string &program, const std::string &name);

  uint64_t events() const { return events_; }
  // Writes out what is pending. False if the file system refused some of the trace.
  bool flush();

private:
  void put(const char *name, const char *category, char kind, const sc_core::sc_time &start,
           const sc_core::sc_time *duration, unsigned process, unsigned thread,
           const std::string &args);
  void name_process(unsigned process, const std::string &name);
  void name_track(unsigned process, unsigned thread, const std::string &name);
  // Thread of a requester; names it the first time.
  unsigned requester_track(uint16_t segment, uint16_t sid);
  void append(const std::string &event);

  std::FILE *file_;
  namer track_name_;
  std::vector<std::string> units_;
  std::set<unsigned> named_; // threads of requesters
  std::string program_;      // that runs now
  std::string phase_;
  std::string pending_;
  long position_ = 0; // where the next event goes; behind it is the end of the JSON text
  bool seekable_ = false;
  bool healthy_ = true;
  uint64_t events_ = 0;
};

} // namespace vtd

#endif // VTD_TRACE_WRITER_H
