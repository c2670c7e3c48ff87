// SPDX-License-Identifier: GPL-2.0-or-later
//
// The clock that stamps frames: the one that OBS's os_gettime_ns reads. Any thread.
#pragma once

#include <cstdint>

namespace playalter {

uint64_t monotonic_ns();

} // namespace playalter
