// SPDX-License-Identifier: Apache-2.0
// Runs images on two backends at the same time, compares, and keeps what it finds.
#ifndef VTD_TB_ORACLE_RUNNER_H
#define VTD_TB_ORACLE_RUNNER_H

#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

#include "report.h"

namespace vtd::judge {

// One thread that lives as long as this. Backends start processes that are to die with their
// parent, and for the kernel the parent is the thread: a thread for each chunk would not do.
class Worker {
public:
  Worker() : thread_([this] { work(); }) {}
  ~Worker();
  // One task at a time: wait for the future before the next one.
  template <class F> auto run(F task) {
    auto packaged = std::make_shared<std::packaged_task<decltype(task())()>>(std::move(task));
    auto future = packaged->get_future();
    hand_over([packaged] { (*packaged)(); });
    return future;
  }

private:
  void hand_over(std::function<void()> task);
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> task_;
  bool end_ = false;
  std::thread thread_;
};

struct RunnerOptions {
  std::string lane = "all";
  uint64_t seed = 1;       // of the first image; image i has seed + i
  uint64_t images = 0;     // 0: until the time is over
  double seconds = 0;      // 0: until the images are done
  unsigned keep_going = 1; // stop after so many findings
  bool shrink = false;
  std::string save_dir; // where images of findings go; empty: nowhere
};

class Runner {
public:
  // The subject runs in the caller's thread, the judge in another one.
  Runner(Backend &subject, Backend &judge, RunnerOptions options);
  Report run();
  // One image; what was found is in the report.
  Report run_one(const Image &image);

private:
  struct Chunk {
    std::vector<Image> images;
    std::vector<Result> subject, judge; // by image
  };
  Report begin();
  Chunk generate_chunk(uint64_t first, uint64_t count);
  static std::vector<Result> run_all(Backend &backend, const std::vector<Image> &images);
  using Found = std::vector<std::pair<size_t, FoundImage>>; // by image
  Found compare_chunk(const Chunk &chunk, Report &report);
  void keep_all(const Chunk &chunk, Found found, Report &report);
  std::optional<FoundImage> judge_image(const Image &image, const Result &subject,
                                        const Result &judge, Tally &tally);
  void keep(Image image, FoundImage found, Report &report);

  Backend &subject_, &judge_;
  RunnerOptions options_;
  Worker worker_; // the judge's
};

} // namespace vtd::judge

#endif // VTD_TB_ORACLE_RUNNER_H
