// SPDX-License-Identifier: GPL-2.0-or-later
//
// A filter that draws what it gets, and changes places when it is asked to: in the middle of a frame, after libobs
// has begun with it and before it has asked what lies beneath. The user interface does so from a thread of its own, between
// any two steps of the graphics thread.
#pragma once

#include <obs.h>

namespace frame_host {

void register_reordering_filter();

// Puts one on the source, before all filters there are. Throws std::runtime_error.
void put_reordering_filter(obs_source_t *source);

// At its next draw it becomes the last: what lay beneath it is not drawn by it any more. Throws
// std::invalid_argument where there is none. Any thread.
void reorder_at_next_draw(obs_source_t *source);

} // namespace frame_host
