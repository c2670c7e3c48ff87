// SPDX-License-Identifier: GPL-2.0-or-later
#include "../clock.hpp"

#include <time.h>

namespace playalter {

uint64_t monotonic_ns()
{
	timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return uint64_t(now.tv_sec) * 1000000000ull + uint64_t(now.tv_nsec);
}

} // namespace playalter
