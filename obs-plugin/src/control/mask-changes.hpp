// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is told of masks: the difference between two looks at them. Pure: no libobs, no clock, no thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "protocol/generated/names.gen.h"

namespace playalter {

// A mask at one look. The texts are JSON, compared and passed on as they are.
struct MaskView {
	std::string uuid;
	std::string info;  // MaskInfo
	std::string state; // MaskState
	int64_t faces = 0;
};

enum class MaskNews { mask_changed, status_changed, faces_changed };

struct MaskEvent {
	MaskNews news = MaskNews::mask_changed;
	names::MaskChange change = names::MaskChange::changed; // of mask_changed
	MaskView view;                                         // as it is now; of one that was removed, as it was last
};

class MaskChanges {
public:
	// Everything that is different since the look before, however often it changed in between. The first look finds
	// nothing new: whoever listens has asked for what is so.
	std::vector<MaskEvent> compare(const std::vector<MaskView> &now);

private:
	bool has_looked_ = false;
	std::map<std::string, MaskView> before_;
};

} // namespace playalter
