// SPDX-License-Identifier: GPL-2.0-or-later
//
// Masks as requests name them, and what they say of them. Any thread but the graphics one.
#pragma once

#include "obs-handles.hpp"
#include "request-fields.hpp"

#include <obs-module.h>

#include <string>
#include <vector>

namespace playalter {

struct FoundMask {
	SourceRef source; // the filter, or the Private Camera
	std::string uuid;
	std::string source_name; // of what it sits on; a Private Camera's own

	bool is_filter() const { return obs_source_get_type(source.get()) == OBS_SOURCE_TYPE_FILTER; }
};

// Those that sit on a source of this OBS: no copies of studio mode's, none that an undo may bring back.
std::vector<FoundMask> attached_masks();

// By `filter_uuid`, or by `source_name` and, where that source has several, `filter_name`. Throws RequestFailure
// `mask_id_missing`, `mask_not_found`, `mask_ambiguous`.
FoundMask find_mask(const RequestFields &fields);

// MaskInfo of protocol/mask-info.ts, from the source's own settings: what was just written is in it.
DataRef mask_info(const FoundMask &mask);

// {"mask": MaskInfo}
DataRef mask_reply(const FoundMask &mask);

} // namespace playalter
