// SPDX-License-Identifier: Apache-2.0
// Random accesses against a shadow: what every byte of memory must be is worked out from the same
// mappings that the tables were made of. Transactions, debug accesses and direct pointers must all
// agree with it, over maps, unmaps, invalidations and requesters that come and go.
#include <map>

#include "beds.h"
#include "options.h"

using namespace tb;

namespace {

constexpr uint64_t page = 4096;
constexpr uint64_t window = uint64_t{64} << 20; // input addresses in use
constexpr uint64_t ram_first = uint64_t{256} << 20;
constexpr uint64_t ram_pages = 16384; // output pages in use
constexpr unsigned domains = 3;

struct mapping {
  uint64_t out;
  unsigned shift;
  unsigned perm;
};

class random_platform {
public:
  random_platform(bed<64> &platform, uint64_t seed)
      : b(platform), state(seed * 0x9E3779B97F4A7C15u + 1), shadow(ram_pages * page) {
    b.fresh();
    for (unsigned d = 0; d < domains; ++d)
      tables[d] = vtdt_pages(&b.space, 1);
    for (unsigned i = 0; i < devices.size(); ++i)
      b.assign(devices[i], did(i % domains), tables[i % domains]);
    b.pass_through(through, 100);
    b.enable();
    for (initiator<64> *dev : {&b.dev0, &b.dev1}) {
      dev->on_revoke = [this, dev](uint64_t first, uint64_t last) {
        for (auto it = pointers.begin(); it != pointers.end();) {
          const bool gone = it->dev == dev && it->first <= last && it->last >= first;
          it = gone ? pointers.erase(it) : it + 1;
        }
      };
    }
  }

  void step() {
    const unsigned kind = pick(100);
    if (kind < 60)
      transaction();
    else if (kind < 68)
      debug();
    else if (kind < 76)
      take_pointer();
    else if (kind < 86)
      use_pointer();
    else if (kind < 94)
      map();
    else
      unmap();
  }

  void finish() {
    for (uint64_t i = 0; i < shadow.size(); ++i)
      ASSERT_EQ(*b.ram.at(ram_first + i), shadow[i]) << std::hex << ram_first + i;
  }

  uint64_t counts[4] = {0, 0, 0,
                        0}; // accesses that went through, were refused; pointers; their uses

private:
  struct pointer {
    initiator<64> *dev;
    unsigned domain;
    uint64_t first, last;
    uint8_t *at;
    unsigned perm;
  };

  uint64_t random() {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 0x2545F4914F6CDD1Du;
  }
  unsigned pick(uint64_t n) { return static_cast<unsigned>((random() >> 16) % n); }
  static uint16_t did(unsigned domain) { return static_cast<uint16_t>(domain + 1); }

  const mapping *find(unsigned domain, uint64_t addr, uint64_t &base) const {
    for (const unsigned shift : {12u, 21u}) {
      base = addr & ~((uint64_t{1} << shift) - 1);
      const auto at = maps[domain].find(base);
      if (at != maps[domain].end() && at->second.shift == shift)
        return &at->second;
    }
    return nullptr;
  }
  // Where a byte goes; false if it may not.
  bool where(unsigned domain, uint64_t addr, unsigned need, uint64_t &out) const {
    uint64_t base = 0;
    const mapping *m = find(domain, addr, base);
    if (!m || !(m->perm & need))
      return false;
    out = m->out + (addr - base);
    return true;
  }
  uint8_t &byte(uint64_t out) { return shadow[out - ram_first]; }

  uint64_t some_address() {
    const unsigned domain = pick(domains);
    if (!maps[domain].empty() && pick(8) != 0) { // near something that is mapped
      auto it = maps[domain].lower_bound(random() % window);
      if (it == maps[domain].end())
        it = maps[domain].begin();
      return (it->first + random() % (page * 2)) % window;
    }
    return random() % window;
  }

  struct access {
    initiator<64> *dev;
    unsigned domain;
    uint16_t sid;
    bool write;
    uint64_t addr;
    uint32_t bytes;
    std::vector<uint8_t> enables;
  };
  access some_access() {
    access a;
    const unsigned device = pick(devices.size());
    // dev0 is one requester's, dev1 is shared by all.
    a.dev = device == 0 && pick(2) ? &b.dev0 : &b.dev1;
    a.domain = device % domains;
    a.sid = devices[device];
    a.write = pick(2);
    a.addr = some_address();
    a.bytes = pick(4) == 0 ? 1 + pick(3 * page) : 1 + pick(64);
    if (pick(4) == 0) {
      a.enables.resize(1 + pick(9));
      for (uint8_t &e : a.enables)
        e = pick(3) ? TLM_BYTE_ENABLED : TLM_BYTE_DISABLED;
    }
    return a;
  }
  static bool enabled(const access &a, uint32_t i) {
    return a.enables.empty() || a.enables[i % a.enables.size()];
  }

  // What the model must do: goes through the pieces as documented. Returns the number of leading
  // bytes that take effect; `ok` if that is all of them.
  uint32_t expect(const access &a, bool &ok) {
    const unsigned need = a.write ? VTD_PERM_W : VTD_PERM_R;
    ok = true;
    bool any = false;
    for (uint32_t i = 0; i < a.bytes; ++i)
      any = any || enabled(a, i);
    if (!any) { // zero length: checked at its address, reads need no right to read
      uint64_t base = 0;
      const mapping *m = find(a.domain, a.addr, base);
      ok = m && (a.write ? (m->perm & VTD_PERM_W) != 0 : true);
      return 0;
    }
    for (uint32_t i = 0; i < a.bytes;) {
      const auto piece = static_cast<uint32_t>(
          std::min<uint64_t>(page - ((a.addr + i) & (page - 1)), a.bytes - i));
      bool used = false;
      for (uint32_t k = 0; k < piece; ++k)
        used = used || enabled(a, i + k);
      uint64_t out;
      if (used && !where(a.domain, a.addr + i, need, out)) {
        ok = false;
        return i;
      }
      i += piece;
    }
    return a.bytes;
  }

  void transaction() {
    access a = some_access();
    bool ok = false;
    const uint32_t effect = expect(a, ok);
    std::vector<uint8_t> data(a.bytes), before(a.bytes);
    for (uint8_t &d : data)
      d = static_cast<uint8_t>(random() >> 24);
    before = data;
    vtd::dma_extension extension{vtd::identity(a.sid)};
    tlm_generic_payload t;
    sc_time delay;
    a.dev->set(t, a.write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND, a.addr, data.data(),
               a.bytes);
    if (!a.enables.empty()) {
      t.set_byte_enable_ptr(a.enables.data());
      t.set_byte_enable_length(a.enables.size());
    }
    t.set_extension(&extension);
    a.dev->socket->b_transport(t, delay);
    t.clear_extension(&extension);
    ASSERT_EQ(t.is_response_ok(), ok) << std::hex << a.addr << " +" << a.bytes;
    counts[ok ? 0 : 1]++;
    for (uint32_t i = 0; i < a.bytes; ++i) {
      uint64_t out = 0;
      const bool moved = i < effect && enabled(a, i) &&
                         where(a.domain, a.addr + i, a.write ? VTD_PERM_W : VTD_PERM_R, out);
      if (a.write && moved)
        byte(out) = data[i];
      if (moved) {
        ASSERT_EQ(*b.ram.at(out), byte(out));
      }
      if (!a.write) {
        ASSERT_EQ(data[i], moved ? byte(out) : before[i]) << i;
      }
    }
  }

  void debug() {
    access a = some_access();
    std::vector<uint8_t> data(a.bytes, 0xEE);
    uint32_t expected = 0;
    uint64_t out = 0;
    while (expected < a.bytes &&
           where(a.domain, a.addr + expected, a.write ? VTD_PERM_W : VTD_PERM_R, out))
      expected++;
    vtd::dma_extension extension{vtd::identity(a.sid)};
    const unsigned moved = a.dev->debug(a.write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND,
                                        a.addr, data.data(), a.bytes, &extension);
    ASSERT_EQ(moved, expected);
    for (uint32_t i = 0; i < moved; ++i) {
      where(a.domain, a.addr + i, a.write ? VTD_PERM_W : VTD_PERM_R, out);
      if (a.write)
        byte(out) = 0xEE;
      ASSERT_EQ(data[i], byte(out));
    }
  }

  void take_pointer() {
    const uint64_t addr = some_address();
    const bool write = pick(2);
    vtd::dma_extension extension{vtd::identity(devices[0])};
    tlm::tlm_dmi grant;
    const bool granted =
        b.dev0.dmi(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND, addr, grant, &extension);
    uint64_t out;
    ASSERT_EQ(granted, where(0, addr, write ? VTD_PERM_W : VTD_PERM_R, out));
    if (!granted) {
      ASSERT_EQ(grant.get_start_address(), addr & ~(page - 1));
      ASSERT_EQ(grant.get_end_address(), addr | (page - 1));
      return;
    }
    counts[2]++;
    const unsigned perm =
        (grant.is_read_allowed() ? VTD_PERM_R : 0) | (grant.is_write_allowed() ? VTD_PERM_W : 0);
    pointers.push_back({&b.dev0, 0, grant.get_start_address(), grant.get_end_address(),
                        grant.get_dmi_ptr(), perm});
  }

  // A live pointer is right about every byte that it covers.
  void use_pointer() {
    if (pointers.empty())
      return;
    const pointer &p = pointers[pick(pointers.size())];
    const uint64_t addr = p.first + random() % (p.last - p.first + 1);
    for (const unsigned need : {VTD_PERM_R, VTD_PERM_W}) {
      uint64_t out = 0;
      ASSERT_EQ((p.perm & need) != 0, where(p.domain, addr, need, out)) << std::hex << addr;
      if (!(p.perm & need))
        continue;
      uint8_t *at = p.at + (addr - p.first);
      ASSERT_EQ(at, b.ram.at(out)) << std::hex << addr;
      if (need == VTD_PERM_W) {
        *at = static_cast<uint8_t>(random() >> 24);
        byte(out) = *at;
      }
    }
    counts[3]++;
  }

  void map() {
    const unsigned domain = pick(domains);
    const unsigned shift = pick(6) == 0 ? 21 : 12;
    const uint64_t size = uint64_t{1} << shift;
    unsigned count = shift == 21 ? 1 : 1 + pick(6);
    uint64_t in = (random() % window) & ~(size - 1);
    uint64_t out = ram_first + ((random() % (ram_pages * page)) & ~(size - 1));
    const unsigned perm = 1 + pick(3); // R, W, RW
    for (; count > 0 && in + size <= window && out + size <= ram_first + ram_pages * page;
         --count) {
      drop(domain, in, size);
      ASSERT_TRUE(vtdt_map(&b.space, tables[domain], 4, in, out, shift, perm));
      maps[domain][in] = {out, shift, perm};
      in += size;
      out += size;
    }
  }

  // Unmaps what is in [in, in + size) and invalidates, page by page.
  void drop(unsigned domain, uint64_t in, uint64_t size) {
    uint64_t base = 0;
    for (uint64_t at = in; at < in + size; at += page) {
      const mapping *m = find(domain, at, base);
      if (!m)
        continue;
      const unsigned shift = m->shift;
      vtdt_unmap(&b.space, tables[domain], 4, base, shift);
      maps[domain].erase(base);
      invalidate(domain, base, shift);
      at = base + (uint64_t{1} << shift) - page;
    }
    // A large page needs its slot in the table above: clear tables that hung there, too.
    if (size == page)
      return;
    const uint64_t slot = vtdt_entry_addr(&b.space, tables[domain], 4, in, 2);
    ASSERT_NE(slot, 0u);
    vtdt_write64(&b.space, slot, 0);
    invalidate(domain, in, 21);
  }

  void invalidate(unsigned domain, uint64_t base, unsigned shift) {
    switch (pick(4)) {
    case 0:
      b.invalidate_global();
      return;
    case 1:
      b.invalidate_domain(did(domain));
      return;
    default:
      b.invalidate_page(did(domain), base, shift - 12);
    }
  }

  void unmap() {
    const unsigned domain = pick(domains);
    if (maps[domain].empty())
      return;
    auto it = maps[domain].lower_bound(random() % window);
    if (it == maps[domain].end())
      it = maps[domain].begin();
    drop(domain, it->first, uint64_t{1} << it->second.shift);
  }

  bed<64> &b;
  uint64_t state;
  std::vector<uint8_t> shadow;
  const std::vector<uint16_t> devices = {bed<64>::sid0, bed<64>::sid1, 0x0118, 0x02FF, 0xFF07};
  static constexpr uint16_t through = 0x0700;
  uint64_t tables[domains] = {};
  std::map<uint64_t, mapping> maps[domains];
  std::vector<pointer> pointers;
};

void run(bed<64> &platform) {
  const uint64_t seed = options().seed;
  std::printf("random: --seed=%llu --rounds=%llu\n", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(options().rounds));
  random_platform world(platform, seed);
  for (uint64_t i = 0; i < options().rounds; ++i) {
    ASSERT_NO_FATAL_FAILURE(world.step()) << "round " << i;
    if (::testing::Test::HasFailure())
      return;
  }
  world.finish();
  EXPECT_GT(world.counts[0], options().rounds / 50) << "too few accesses went through";
  EXPECT_GT(world.counts[1], options().rounds / 50) << "too few were refused";
  EXPECT_GT(world.counts[2], options().rounds / 200) << "too few pointers";
  EXPECT_GT(world.counts[3], options().rounds / 200) << "too few uses of pointers";
}

} // namespace

TEST(random, accesses_agree_with_a_shadow_of_memory) {
  run(beds().plain);
}

TEST(random, accesses_agree_when_tables_are_read_by_transactions) {
  run(beds().walking);
}

TEST(random, accesses_agree_with_few_grants_and_no_merging) {
  run(beds().small);
}
