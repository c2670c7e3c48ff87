// SPDX-License-Identifier: GPL-2.0-or-later
//
// Questions about which source is inside which. Any thread that holds no scene's lock.
#pragma once

#include <obs-module.h>

namespace playalter {

// True if `inner` is `outer`, or somewhere inside it.
bool contains_source(obs_source_t *outer, const obs_source_t *inner);

// True if what OBS puts out at this moment holds this source: libobs then mixes its sound.
bool is_in_active_tree(const obs_source_t *source);

} // namespace playalter
