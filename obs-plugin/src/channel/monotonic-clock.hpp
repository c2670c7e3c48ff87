// SPDX-License-Identifier: GPL-2.0-or-later
//
// Time for time-outs. Any thread.
#pragma once

#include <chrono>
#include <cstdint>

namespace playalter {

// Milliseconds of a clock that never jumps and stands still while the machine sleeps.
inline int64_t monotonic_ms()
{
	using namespace std::chrono;
	return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace playalter
