// SPDX-License-Identifier: GPL-2.0-or-later
#include "check.hpp"
#include "sparse-sending.hpp"

using namespace playalter;

namespace {

constexpr uint32_t kDelayFrames = 12;

} // namespace

TEST_CASE("frames are sent sparsely until a mask is in time")
{
	SparseSending sparse;
	CHECK(sparse.is_on(1));
	for (int tick = 0; tick < 1000; tick++)
		sparse.note(1, false, false, kDelayFrames);
	CHECK(sparse.is_on(1));
	sparse.note(1, true, false, kDelayFrames);
	CHECK(sparse.is_on(1));
	sparse.note(1, true, true, kDelayFrames);
	CHECK(!sparse.is_on(1));
	// Masks that are late later on don't bring it back.
	sparse.note(1, true, false, kDelayFrames);
	CHECK(!sparse.is_on(1));
}

TEST_CASE("a daemon whose masks are never in time gets every frame after two delays")
{
	SparseSending sparse;
	for (uint32_t tick = 0; tick < 2 * kDelayFrames; tick++)
		sparse.note(1, true, false, kDelayFrames);
	CHECK(sparse.is_on(1));
	sparse.note(1, true, false, kDelayFrames);
	CHECK(!sparse.is_on(1));
}

TEST_CASE("each mapping begins sparsely")
{
	SparseSending sparse;
	sparse.note(1, true, true, kDelayFrames);
	CHECK(!sparse.is_on(1));
	CHECK(sparse.is_on(2));
	sparse.note(2, false, false, kDelayFrames);
	CHECK(sparse.is_on(2));
	for (uint32_t tick = 0; tick <= 2 * kDelayFrames; tick++)
		sparse.note(2, true, false, kDelayFrames);
	CHECK(!sparse.is_on(2));
}

TEST_MAIN
