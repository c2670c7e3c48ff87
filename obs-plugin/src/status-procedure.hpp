// SPDX-License-Identifier: GPL-2.0-or-later
//
// A filter's report for programs that hold the filter itself and have no obs-websocket: the procedure
// `void playalter_get_status(out string json)` on the filter's procedure handler. Any thread but the
// graphics one.
#pragma once

#include "mask-instance.hpp"

namespace playalter {

// The procedure goes with the filter's source. `source_name` stays empty in its report: whoever calls has
// the source.
void add_status_procedure(const MaskInstance &mask);

} // namespace playalter
