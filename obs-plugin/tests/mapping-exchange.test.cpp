// SPDX-License-Identifier: GPL-2.0-or-later
//
// MappingExchange: who owns what when, alone and with both threads at full speed.
#include "channel/mapping-exchange.hpp"

#include <atomic>
#include <thread>

#include "check.hpp"
#include "fake-daemon.hpp"

using namespace playalter;
using playalter::testing::open_descriptors;

namespace {

std::unique_ptr<FrameMapping> make_mapping()
{
	ChannelError error;
	auto mapping = FrameMapping::create(error);
	if (!mapping)
		throw std::runtime_error(error.message);
	return mapping;
}

} // namespace

TEST_CASE("an offer is taken once, a revoked one never")
{
	MappingExchange exchange;
	CHECK(!exchange.acquire());

	auto mapping = make_mapping();
	const FrameMapping *first = mapping.get();
	exchange.offer(std::move(mapping));
	CHECK(exchange.acquire() == first);
	CHECK(exchange.acquire() == first);

	exchange.revoke();
	bool was_retired = false;
	CHECK(!exchange.acquire(&was_retired));
	CHECK(was_retired);
	CHECK(exchange.collect());
	CHECK(!exchange.collect());
	CHECK(!exchange.acquire(&was_retired));
	CHECK(!was_retired);

	exchange.offer(make_mapping());
	exchange.revoke();
	CHECK(!exchange.acquire());
	CHECK(!exchange.collect());
}

TEST_CASE("a newer offer replaces the current and the untaken one")
{
	const int before = open_descriptors();
	{
		MappingExchange exchange;
		exchange.offer(make_mapping());
		exchange.offer(make_mapping());
		const FrameMapping *second = exchange.acquire();
		REQUIRE(second);
		const uint64_t serial = second->serial();
		exchange.offer(make_mapping());
		bool was_retired = false;
		const FrameMapping *third = exchange.acquire(&was_retired);
		CHECK(was_retired);
		CHECK(third->serial() > serial);
		// Neither collected nor given back: the exchange frees all three ways.
		exchange.offer(make_mapping());
	}
	CHECK_EQ(open_descriptors(), before);
}

TEST_CASE("a rejected mapping is gone at the next tick, a newer one comes")
{
	MappingExchange exchange;
	CHECK_EQ(exchange.reject_current(), 0u);
	exchange.offer(make_mapping());
	const uint64_t serial = exchange.acquire()->serial();
	CHECK_EQ(exchange.reject_current(), serial);
	CHECK(!exchange.acquire());
	CHECK(exchange.collect());
	exchange.revoke();
	exchange.offer(make_mapping());
	CHECK(exchange.acquire() != nullptr);
}

TEST_CASE("both threads at full speed")
{
	const int before = open_descriptors();
	uint64_t taken = 0;
	{
		MappingExchange exchange;
		std::atomic<bool> is_done{false};
		std::thread graphics([&] {
			uint64_t last_serial = 0;
			uint64_t tick = 0;
			while (!is_done.load(std::memory_order_relaxed)) {
				FrameMapping *mapping = exchange.acquire();
				if (mapping) {
					// Serials only rise; a freed mapping would be unmapped memory.
					const uint64_t serial = mapping->serial();
					if (serial < last_serial || mapping->data()[0] != 'P')
						testing::report(__FILE__, __LINE__, "a stale mapping");
					taken += serial != last_serial;
					last_serial = serial;
					if (++tick % 97 == 0)
						exchange.reject_current();
				}
				std::this_thread::yield();
			}
		});
		for (int cycle = 0; cycle < 3000; cycle++) {
			exchange.offer(make_mapping());
			if (cycle % 3 == 0)
				std::this_thread::yield();
			if (cycle % 2 == 0)
				exchange.revoke();
			if (cycle % 5 != 0)
				exchange.collect();
		}
		is_done = true;
		graphics.join();
	}
	CHECK(taken > 10);
	CHECK_EQ(open_descriptors(), before);
}

TEST_MAIN
