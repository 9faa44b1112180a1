// SPDX-License-Identifier: Apache-2.0
// The loop: generate, run on both sides, compare, keep what differs.
#include "runner.h"

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "lanes.h"
#include "shrink_image.h"

namespace vtd::judge {

namespace {

using Clock = std::chrono::steady_clock;
constexpr uint64_t chunk_images = 256;

double since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

} // namespace

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Worker::hand_over(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    task_ = std::move(task);
  }
  changed_.notify_all();
}

void Worker::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return end_ || task_; });
    if (!task_)
      return;
    const auto task = std::exchange(task_, nullptr);
    lock.unlock();
    task();
    lock.lock();
  }
}

Runner::Runner(Backend &subject, Backend &judge, RunnerOptions options)
    : subject_(subject), judge_(judge), options_(std::move(options)) {}

Report Runner::begin() {
  Report report;
  report.subject = subject_.describe();
  report.judge = judge_.describe();
  for (const Departure &d : judge_.departures())
    report.departures.push_back(d.name);
  report.unraised = judge_.unraised();
  return report;
}

// Batches of one profile each, so that a backend with one unit per profile can work through them.
std::vector<Result> Runner::run_all(Backend &backend, const std::vector<Image> &images) {
  std::map<Profile, std::vector<size_t>> groups;
  for (size_t i = 0; i < images.size(); i++)
    groups[images[i].profile].push_back(i);
  std::vector<Result> results(images.size());
  for (const auto &[profile, members] : groups)
    for (size_t at = 0; at < members.size(); at += backend.batch_size()) {
      const size_t end = std::min(at + backend.batch_size(), members.size());
      std::vector<const Image *> batch;
      for (size_t i = at; i < end; i++)
        batch.push_back(&images[members[i]]);
      std::vector<Result> some = backend.run(batch);
      for (size_t i = at; i < end; i++)
        results[members[i]] = std::move(some.at(i - at));
    }
  return results;
}

Runner::Chunk Runner::generate_chunk(uint64_t first, uint64_t count) {
  Chunk chunk;
  for (uint64_t i = 0; i < count; i++) {
    Image image = generate(options_.lane, first + i);
    if (subject_.refuses(image).empty() && judge_.refuses(image).empty())
      chunk.images.push_back(std::move(image));
  }
  return chunk;
}

std::optional<FoundImage> Runner::judge_image(const Image &image, const Result &subject,
                                              const Result &judge, Tally &tally) {
  FoundImage f;
  f.lane = image.lane;
  f.profile = name_of(image.profile);
  f.seed = image.seed;
  for (const Result *side : {&subject, &judge})
    if (!side->death.empty()) {
      f.kind = "death";
      f.field = side == &subject ? "subject" : "judge";
      f.text = side->death;
      return f;
    }
  const auto finding = compare(image, subject, judge, judge_.departures(), tally);
  if (!finding)
    return std::nullopt;
  f.kind = "mismatch";
  f.op = finding->op;
  f.field = finding->field + (finding->who == "subject" ? " (of the subject)" : "");
  f.text = words_of(image.ops.at(f.op)) + "\n  " + finding->text;
  return f;
}

void Runner::keep(Image image, FoundImage found, Report &report) {
  if (options_.shrink) {
    std::optional<FoundImage> last;
    const auto same = [&](const Image &smaller) {
      Tally ignored;
      Image candidate = smaller;
      complete(candidate);
      const auto again =
          judge_image(candidate, subject_.run({&candidate}).at(0),
                      worker_.run([&] { return judge_.run({&candidate}); }).get().at(0), ignored);
      if (!again || again->kind != found.kind || again->field != found.field)
        return false;
      last = again;
      return true;
    };
    image = shrink(std::move(image), same);
    if (last)
      found = *last;
  }
  if (!options_.save_dir.empty()) {
    found.file = options_.save_dir + "/" + found.kind + "-" + found.lane + "-" +
                 std::to_string(found.seed) + ".image";
    std::ofstream out(found.file);
    save(out, image);
    if (!out)
      throw std::runtime_error("cannot write " + found.file +
                               ": give --save-dir a folder that can be written to");
  }
  report.found.push_back(std::move(found));
}

Runner::Found Runner::compare_chunk(const Chunk &chunk, Report &report) {
  Found all;
  for (size_t i = 0; i < chunk.images.size(); i++) {
    const Image &image = chunk.images[i];
    report.note(image, chunk.subject[i], chunk.judge[i]);
    if (auto found = judge_image(image, chunk.subject[i], chunk.judge[i], report.tally))
      all.emplace_back(i, std::move(*found));
  }
  return all;
}

void Runner::keep_all(const Chunk &chunk, Found found, Report &report) {
  for (auto &[i, f] : found)
    if (report.found.size() < options_.keep_going)
      keep(chunk.images[i], std::move(f), report);
}

// While the judge works on one chunk, the next one is made and the subject works on it.
Report Runner::run() {
  Report report = begin();
  const auto start = Clock::now();
  uint64_t next = 0;
  Chunk running;
  std::future<std::vector<Result>> answer;
  while (report.found.size() < options_.keep_going) {
    const bool late = options_.seconds > 0 && since(start) >= options_.seconds;
    const uint64_t left = options_.images > 0 ? options_.images - next : chunk_images;
    Chunk ready;
    if (!late && left > 0) {
      ready = generate_chunk(options_.seed + next, std::min(left, chunk_images));
      ready.subject = run_all(subject_, ready.images);
      next += std::min(left, chunk_images);
    } else if (!answer.valid()) {
      break;
    }
    Chunk done;
    if (answer.valid())
      running.judge = answer.get();
    std::swap(done, running);
    if (!ready.subject.empty()) {
      running = std::move(ready);
      answer = worker_.run([this, &running] { return run_all(judge_, running.images); });
    }
    Found found = compare_chunk(done, report);
    if (!found.empty() && answer.valid())
      answer.wait(); // shrinking needs the judge
    keep_all(done, std::move(found), report);
  }
  if (answer.valid())
    answer.wait();
  report.seconds = since(start);
  return report;
}

Report Runner::run_one(const Image &image) {
  Report report = begin();
  const auto start = Clock::now();
  for (Backend *side : {&subject_, &judge_})
    if (const std::string why = side->refuses(image); !why.empty())
      throw std::runtime_error(side->describe() + " cannot run this image: " + why);
  Chunk chunk;
  chunk.images.push_back(image);
  chunk.subject = run_all(subject_, chunk.images);
  chunk.judge = worker_.run([&] { return run_all(judge_, chunk.images); }).get();
  keep_all(chunk, compare_chunk(chunk, report), report);
  report.seconds = since(start);
  return report;
}

} // namespace vtd::judge
