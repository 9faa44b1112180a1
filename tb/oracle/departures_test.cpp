// SPDX-License-Identifier: Apache-2.0
// Every known departure of stock QEMU has a small image on which QEMU still departs and this
// model does not: departures/<name>.image.
//
//   departures_test DIR                       check them all, and images <name>.<case>.image
//   departures_test --find DIR [SEED [NAME]]  look for those that DIR lacks, from this seed on
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <systemc>

#include "compare.h"
#include "history.h"
#include "lanes.h"
#include "shrink_image.h"
#include "waivers.h"

namespace {

using namespace vtd::judge;

struct Sides {
  std::unique_ptr<Backend> ours, qemu;
};

// Interrupt requests have an index where others have an address.
bool agree(const Image &image, size_t op, Outcome right, Outcome ours) {
  if (image.ops[op].kind == Kind::interrupt || image.ops[op].addr >> 20 == 0xFEE) {
    right.fault.addr = ours.fault.addr = {};
    right.fault.write = ours.fault.write = {};
  }
  return difference(image, op, right, ours, nullptr).empty();
}

// Our answer to each request by the reference's tables of now (no image here lives on stale ones):
// an empty string, or what is wrong.
std::string judge_ours(const Image &image, const Result &ours) {
  History history(image);
  for (size_t i = 0; i < image.ops.size(); i++) {
    const Op &op = image.ops[i];
    if (op.kind != Kind::dma && op.kind != Kind::interrupt) {
      history.passed(op);
      continue;
    }
    const History::Answers answers = history.answers(op);
    bool right = answers.open;
    for (size_t a = 0; a < answers.all.size(); a++)
      if (agree(image, i, answers.all[a], ours.outcomes[i])) {
        history.took(a);
        right = true;
      }
    if (!right)
      return words_of(op) + ": this model does " + words_of(ours.outcomes[i]);
  }
  return "";
}

// Whether the departure shows on this image, and nothing unexplained.
bool shows(const Sides &sides, const Image &image, const std::string &name, std::string &why) {
  if (!sides.qemu->refuses(image).empty()) {
    why = sides.qemu->refuses(image);
    return false;
  }
  const Result ours = sides.ours->run({&image})[0], qemu = sides.qemu->run({&image})[0];
  Tally tally;
  const auto found = compare(image, ours, qemu, sides.qemu->departures(), tally);
  if (found) {
    why = found->text;
    return false;
  }
  why = tally.departures.count(name) ? judge_ours(image, ours) : "QEMU does not depart any more";
  return why.empty();
}

std::string path_of_image(const std::string &folder, const std::string &name) {
  return folder + "/" + name + ".image";
}

// <name>.image, and <name>.<what is special>.image.
std::vector<std::string> images_of(const std::string &folder, const std::string &name) {
  std::vector<std::string> paths;
  for (const auto &entry : std::filesystem::directory_iterator(folder)) {
    const std::string file = entry.path().filename().string();
    if (file.rfind(name + ".", 0) == 0 && entry.path().extension() == ".image")
      paths.push_back(entry.path().string());
  }
  return paths;
}

int check(const Sides &sides, const std::string &folder) {
  unsigned wrong = 0;
  for (const Departure &d : sides.qemu->departures()) {
    std::string why = "there is no image of it";
    for (const std::string &path : images_of(folder, d.name)) {
      std::ifstream in(path);
      why.clear();
      if (!in || !shows(sides, load(in), d.name, why)) {
        why = path + ": " + why;
        break;
      }
    }
    wrong += !why.empty();
    std::cout << d.number << " " << d.name << ": "
              << (why.empty() ? "still so; right: " + d.rule : why) << "\n";
  }
  std::cout << sides.qemu->departures().size() - wrong << " of " << sides.qemu->departures().size()
            << " departures shown\n";
  return wrong != 0;
}

void find(const Sides &sides, const std::string &folder, uint64_t seed, const std::string &only) {
  std::vector<std::string> missing;
  for (const Departure &d : sides.qemu->departures())
    if (!std::ifstream(path_of_image(folder, d.name)) && (only.empty() || only == d.name))
      missing.push_back(d.name);
  for (uint64_t last = seed + 20000; seed < last && !missing.empty(); seed++)
    for (const Lane &lane : lanes()) {
      const Image image = lane.make(seed);
      std::string why;
      for (auto m = missing.begin(); m != missing.end(); m++) {
        if (!shows(sides, image, *m, why)) {
          if (why != "QEMU does not depart any more")
            break;
          continue;
        }
        const Image small = shrink(
            image, [&](const Image &i) { return shows(sides, i, *m, why); }, 60, 3000);
        std::ofstream out(path_of_image(folder, *m));
        save(out, small);
        std::cout << *m << ": lane " << lane.name << ", seed " << seed << ", " << small.words.size()
                  << " words, " << small.ops.size() << " operations" << std::endl;
        missing.erase(m);
        break;
      }
    }
  for (const std::string &name : missing)
    std::cout << name << ": not found\n";
}

} // namespace

int sc_main(int argc, char **argv) {
  const bool finding = argc > 2 && strcmp(argv[1], "--find") == 0;
  if (argc < 2 || (argc > 2 && !finding)) {
    std::cerr << "departures_test: give the folder of the images, or --find and the folder\n";
    return 2;
  }
  Sides sides;
  try {
    sides = {make_ours(), make_qemu()};
  } catch (const std::exception &e) {
    std::cerr << "departures_test: skipped: " << e.what() << "\n";
    return 77;
  }
  if (!finding)
    return check(sides, argv[1]);
  find(sides, argv[2], argc > 3 ? strtoull(argv[3], nullptr, 0) : 1, argc > 4 ? argv[4] : "");
  return 0;
}
