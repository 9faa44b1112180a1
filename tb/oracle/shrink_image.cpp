// SPDX-License-Identifier: Apache-2.0
// Delta debugging of images.
#include "shrink_image.h"

#include <chrono>
#include <cstddef>

namespace vtd::judge {

namespace {

using Clock = std::chrono::steady_clock;

class Shrinker {
public:
  Shrinker(const std::function<bool(const Image &)> &holds, double seconds, unsigned tries)
      : holds_(holds),
        end_(Clock::now() +
             std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds))),
        tries_(tries) {}

  bool spent() const { return tries_ == 0 || Clock::now() >= end_; }

  // Takes `smaller` in place of `image` if it still holds.
  bool attempt(Image &image, Image smaller) {
    if (spent())
      return false;
    tries_--;
    if (!holds_(smaller))
      return false;
    image = std::move(smaller);
    return true;
  }

  // Chunks of operations, large ones first.
  void thin_ops(Image &image) {
    for (size_t chunk = std::max<size_t>(image.ops.size() / 2, 1); chunk > 0; chunk /= 2)
      for (size_t at = 0; at + chunk <= image.ops.size() && !spent();) {
        Image smaller = image;
        const auto first = smaller.ops.begin() + std::ptrdiff_t(at);
        smaller.ops.erase(first, first + std::ptrdiff_t(chunk));
        if (!attempt(image, std::move(smaller)))
          at += chunk;
      }
  }

  void thin_words(Image &image) {
    for (size_t chunk = std::max<size_t>(image.words.size() / 2, 1); chunk > 0; chunk /= 2)
      for (size_t at = 0; at + chunk <= image.words.size() && !spent();) {
        Image smaller = image;
        auto first = smaller.words.begin();
        std::advance(first, std::ptrdiff_t(at));
        auto last = first;
        std::advance(last, std::ptrdiff_t(chunk));
        smaller.words.erase(first, last);
        if (!attempt(image, std::move(smaller)))
          at += chunk;
      }
  }

  void simpler_bits(Image &image) {
    std::vector<uint64_t> places;
    for (const auto &[addr, value] : image.words)
      places.push_back(addr);
    for (const uint64_t addr : places)
      for (unsigned bit = 0; bit < 64 && !spent(); bit++) {
        if (((image.words[addr] >> bit) & 1) == 0)
          continue;
        Image smaller = image;
        smaller.words[addr] &= ~(UINT64_C(1) << bit);
        attempt(image, std::move(smaller));
      }
  }

private:
  const std::function<bool(const Image &)> &holds_;
  Clock::time_point end_;
  unsigned tries_;
};

} // namespace

Image shrink(Image image, const std::function<bool(const Image &)> &holds, double seconds,
             unsigned tries) {
  if (!holds(image))
    return image;
  Shrinker s(holds, seconds, tries);
  for (size_t before = SIZE_MAX; image.ops.size() + image.words.size() < before && !s.spent();) {
    before = image.ops.size() + image.words.size();
    s.thin_ops(image);
    s.thin_words(image);
  }
  s.simpler_bits(image);
  return image;
}

} // namespace vtd::judge
