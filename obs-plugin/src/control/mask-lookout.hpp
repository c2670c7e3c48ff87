// SPDX-License-Identifier: GPL-2.0-or-later
//
// Looks at all masks ten times a second and tells everybody what is different, whoever changed it: a window, a request,
// another plugin, a scene collection. So each kind of event comes at most that often for each mask.
#pragma once

#include "background-thread.hpp"
#include "mask-changes.hpp"

namespace playalter {

class MaskLookout {
public:
	// UI thread.
	void start();
	void stop() { thread_.stop(); }

private:
	void look();

	BackgroundThread thread_;
	MaskChanges changes_; // its thread only
};

MaskLookout &mask_lookout();

} // namespace playalter
