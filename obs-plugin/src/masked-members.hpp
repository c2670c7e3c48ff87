// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a masked scene or group holds, at any depth, and who leaves it: a source that is dragged out of it stays on the
// program without its mask. libobs tells nobody of that, so each frame is compared with the one before. Changed and read
// under the graphics lock only.
#pragma once

#include "obs-handles.hpp"

#include <vector>

namespace playalter {

class MaskedMembers {
public:
	// What the mask sits on. Sources that hold no others have no members.
	void attach(obs_source_t *parent);
	void detach();

	// Nobody has left what is looked at next for the first time.
	void start_anew() { members_.clear(); }
	// Calls `left` for each source that was in it at the last look and is not any more, as long as it lives. Allocates
	// where something has changed, and else nothing.
	void look(void (*left)(obs_source_t *source, void *context), void *context);
	// Whether the other scene or group as a whole was in this one at the last look.
	bool holds(const MaskedMembers &inner) const;

private:
	WeakSourceRef parent_;
	// In libobs's order. A weak reference is the same object as long as anybody holds one.
	std::vector<WeakSourceRef> members_;
	std::vector<WeakSourceRef> seen_;
};

} // namespace playalter
