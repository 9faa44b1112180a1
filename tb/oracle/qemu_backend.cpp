// SPDX-License-Identifier: Apache-2.0
// The backend "qemu": stock QEMU, one process for each profile that is asked for.
#include <cstdio>
#include <map>

#include "qemu_unit.h"
#include "vtd/vtd_regs.h"
#include "waivers.h"

namespace vtd::judge {

namespace {

// The version that the departures were found with.
constexpr unsigned known_major = 7, known_minor = 2;

class Qemu : public Backend {
public:
  Qemu() : path_(qemu_path()) {
    if (path_.empty())
      throw std::runtime_error(
          "there is no qemu-system-x86_64; install the package qemu-system-x86");
    version_ = qemu_version(path_);
    if (version_.major != known_major || version_.minor != known_minor)
      fprintf(stderr,
              "vtd_oracle: QEMU %s is not %u.%u: its known departures may not fit it, and "
              "mismatches may be QEMU's\n",
              version_.text.c_str(), known_major, known_minor);
  }

  std::string describe() override { return "stock QEMU " + version_.text; }
  std::string refuses(const Image &image) override;
  std::vector<Result> run(const std::vector<const Image *> &batch) override;
  const std::vector<Departure> &departures() const override { return qemu_departures(); }
  std::optional<Unraised> unraised() const override { return qemu_unraised(); }

private:
  QemuUnit &unit_for(const Profile &profile);
  Result run_one(const Image &image);

  std::string path_;
  QemuVersion version_;
  std::map<Profile, std::unique_ptr<QemuUnit>> units_;
};

// QEMU asserts; no harness of ours should count on it.
bool stops_qemu(const Op &op) {
  if (op.kind == Kind::write)
    return op.addr == VTD_FECTL_REG && op.bytes == 8;
  return op.kind == Kind::queue && vtd_qi_wait_type(op.descriptor) == VTD_QI_TYPE_WAIT &&
         vtd_qi_wait_sw(op.descriptor) && vtd_qi_wait_if(op.descriptor);
}

std::string Qemu::refuses(const Image &image) {
  for (const Op &op : image.ops) {
    if (stops_qemu(op))
      return "QEMU stops at: " + words_of(op);
    if ((op.kind == Kind::dma || op.kind == Kind::interrupt) &&
        number_of(op.requester) == requesters)
      return "there is no such requester: " + words_of(op);
  }
  return "";
}

QemuUnit &Qemu::unit_for(const Profile &profile) {
  auto &unit = units_[profile];
  if (!unit)
    unit = std::make_unique<QemuUnit>(path_, profile);
  return *unit;
}

Result Qemu::run_one(const Image &image) {
  Result result;
  try {
    try {
      result.outcomes = unit_for(image.profile).run(image);
    } catch (const QemuStuck &) {
      units_.erase(image.profile);
      result.outcomes = unit_for(image.profile).run(image);
    }
  } catch (const QemuGone &gone) {
    result.outcomes.assign(image.ops.size(), Outcome());
    result.death = std::string(gone.what()) + "; " + units_[image.profile]->post_mortem();
    units_.erase(image.profile);
  }
  return result;
}

std::vector<Result> Qemu::run(const std::vector<const Image *> &batch) {
  std::vector<Result> results;
  for (const Image *image : batch)
    results.push_back(run_one(*image));
  return results;
}

} // namespace

std::unique_ptr<Backend> make_qemu() {
  return std::make_unique<Qemu>();
}

} // namespace vtd::judge
