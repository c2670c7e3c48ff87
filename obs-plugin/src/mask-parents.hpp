// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which source each filter sits on. A filter's own parent pointer is only to be read on the graphics
// thread; this asks the sources, on any other.
#pragma once

#include "obs-handles.hpp"

#include <obs-module.h>

#include <map>
#include <string>

namespace playalter {

struct MaskParent {
	std::string name;
	bool is_in_view = false; // on the program, or shown anywhere else
};

// By filter; sources themselves are in it too, as their own parents.
using MaskParents = std::map<const obs_source_t *, MaskParent>;

MaskParents mask_parents();

// The source or scene that a filter sits on; null if none.
SourceRef parent_of(const obs_source_t *filter);

// Whether an enabled filter of ours sits on it.
bool has_mask(obs_source_t *source);

} // namespace playalter
