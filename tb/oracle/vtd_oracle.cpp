// SPDX-License-Identifier: Apache-2.0
// vtd_oracle: the judge as a program.
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <systemc>

#include "lanes.h"
#include "runner.h"

namespace {

using namespace vtd::judge;

struct Options {
  std::string backends = "ours,qemu";
  RunnerOptions run;
  double seconds = 0;
  std::string load, dump, json;
  std::vector<std::string> merge, print;
};

// A user's mistake.
struct Refusal : std::runtime_error {
  using std::runtime_error::runtime_error;
};
// The judge is not here.
struct Absent : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::unique_ptr<Backend> make_backend(const std::string &name) {
  if (name == "ours")
    return make_ours();
  if (name.rfind("exec:", 0) == 0)
    return make_exec(name.substr(5));
#ifdef VTD_ORACLE_QEMU
  if (name == "qemu") {
    try {
      return make_qemu();
    } catch (const std::exception &e) {
      throw Absent(e.what());
    }
  }
#endif
  throw Refusal("unknown backend \"" + name + "\"; use ours, qemu or exec:<command>");
}

Image load_file(const std::string &path) {
  std::ifstream in(path);
  if (!in)
    throw Refusal("cannot read " + path + ": give a file that vtd_oracle has saved");
  try {
    return load(in);
  } catch (const std::exception &e) {
    throw Refusal(path + ", " + e.what());
  }
}

Report load_report(const std::string &path) {
  std::ifstream in(path);
  if (!in)
    throw Refusal("cannot read " + path + ": give reports that vtd_oracle --json has written");
  try {
    return report_from(nlohmann::json::parse(in));
  } catch (const std::exception &e) {
    throw Refusal(path + ": " + e.what());
  }
}

void write_json(const std::string &path, const Report &report) {
  if (path.empty())
    return;
  std::ofstream file;
  if (path != "-")
    file.open(path);
  std::ostream &out = path == "-" ? std::cout : file;
  out << to_json(report).dump(1) << "\n";
  if (!out)
    throw Refusal("cannot write " + path + ": choose another file for --json");
}

int finish(const Options &o, const Report &report) {
  write_json(o.json, report);
  if (o.json != "-")
    print(std::cout, report);
  return report.good() ? 0 : 1;
}

int merge(const Options &o) {
  Report sum;
  sum.shards = 0;
  for (const std::string &path : o.merge)
    try {
      sum.merge(load_report(path));
    } catch (const Refusal &) {
      throw;
    } catch (const std::exception &e) {
      throw Refusal(path + ": " + e.what());
    }
  return finish(o, sum);
}

int judge(Options &o) {
  const size_t comma = o.backends.find(',');
  if (comma == std::string::npos)
    throw Refusal("--backend needs two, the one under test first: ours,qemu");
  if (o.backends == "ours,ours")
    throw Refusal("--backend ours,ours has nothing to compare; name another one");
  if (o.run.lane != "all")
    lane_of(o.run.lane);
  if (!o.run.save_dir.empty() && mkdir(o.run.save_dir.c_str(), 0777) != 0 && errno != EEXIST)
    throw Refusal("cannot make the folder " + o.run.save_dir + ": choose another --save-dir");
  const auto subject = make_backend(o.backends.substr(0, comma));
  const auto other = make_backend(o.backends.substr(comma + 1));
  o.run.seconds = o.seconds;
  if (o.run.images == 0 && o.seconds <= 0)
    o.run.images = 1000;
  Runner runner(*subject, *other, o.run);
  return finish(o, o.load.empty() ? runner.run() : runner.run_one(load_file(o.load)));
}

int run(Options &o) {
  if (!o.merge.empty())
    return merge(o);
  for (const std::string &path : o.print)
    print(std::cout, load_file(path));
  if (!o.print.empty())
    return 0;
  if (!o.dump.empty()) {
    std::ofstream out(o.dump);
    save(out, generate(o.run.lane, o.run.seed));
    if (!out)
      throw Refusal("cannot write " + o.dump + ": choose another file for --dump");
    return 0;
  }
  return judge(o);
}

std::string lane_help() {
  std::string text = "all, or one of:";
  for (const Lane &lane : lanes())
    text += std::string("\n  ") + lane.name + ": " + lane.what;
  return text;
}

} // namespace

int sc_main(int argc, char **argv) {
  Options o;
  CLI::App app("Runs the same images on two implementations of VT-d and compares.\n"
               "Exit status: 0 no unexplained difference, 1 there is one, 2 wrong use, 77 a "
               "backend is not installed.");
  app.add_option("--backend", o.backends,
                 "the one under test and its judge: ours, qemu, exec:<command> (default "
                 "ours,qemu)");
  app.add_option("--lane", o.run.lane, lane_help());
  app.add_option("--seed", o.run.seed, "seed of the first image; image i has seed + i");
  app.add_option("--images", o.run.images, "how many images (default 1000, or as --seconds says)");
  app.add_option("--seconds", o.seconds, "how long");
  app.add_option("--keep-going", o.run.keep_going, "stop after so many findings (default 1)")
      ->check(CLI::PositiveNumber);
  app.add_flag("--shrink", o.run.shrink, "make images of findings small");
  app.add_option("--save-dir", o.run.save_dir, "folder for images of findings");
  app.add_option("--json", o.json, "write the report as JSON to this file, - for the output");
  app.add_option("--load", o.load, "run this image only");
  app.add_option("--dump", o.dump, "write the image of --lane and --seed to this file");
  app.add_option("--print", o.print, "tell these images in words");
  app.add_option("--merge", o.merge, "put reports together");
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success &e) {
    return app.exit(e);
  } catch (const CLI::Error &e) {
    std::cerr << "vtd_oracle: " << e.what() << "; see vtd_oracle --help\n";
    return 2;
  }
  try {
    return run(o);
  } catch (const Absent &e) {
    std::cerr << "vtd_oracle: skipped: " << e.what() << "\n";
    return 77;
  } catch (const std::exception &e) {
    std::cerr << "vtd_oracle: " << e.what() << "\n";
    return 2;
  }
}

int main(int argc, char **argv) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
