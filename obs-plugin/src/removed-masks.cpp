// SPDX-License-Identifier: GPL-2.0-or-later
#include "removed-masks.hpp"

#include "guard-state.hpp"
#include "mask-instance.hpp"
#include "mask-parents.hpp"

#include <utility>

namespace playalter {

namespace {

bool collect_shown(obs_scene_t *, obs_sceneitem_t *item, void *sources)
{
	SourceRef source(obs_source_get_ref(obs_sceneitem_get_source(item)));
	if (source && obs_source_active(source.get()))
		static_cast<std::vector<SourceRef> *>(sources)->push_back(std::move(source));
	return true;
}

// On the program although the group that they were in goes. It has its items to its end, also where they were moved out of
// it; one that is deleted is out of view before, and they with it.
std::vector<SourceRef> survivors_of(obs_source_t *parent)
{
	std::vector<SourceRef> sources;
	if (obs_scene_t *group = obs_group_from_source(parent))
		obs_scene_enum_items(group, collect_shown, &sources);
	return sources;
}

} // namespace

// A filter that goes with its source leaves nothing raw behind; so it is with whole scene collections. A masked group that
// goes may have been ungrouped, which leaves all that was in it.
void RemovedMasks::note(const MaskInstance &mask, obs_source_t *parent)
{
	const auto note_unmasked = [&](obs_source_t *source) {
		note_left({mask.uuid(), name_of(source), name_of(mask.source()), "removed", "none", mask.guard()},
			  source);
	};
	if (const SourceRef living{obs_source_get_ref(parent)})
		return note_unmasked(living.get());
	for (const SourceRef &source : survivors_of(parent))
		note_unmasked(source.get());
}

void RemovedMasks::note_left(UnhealthyMask mask, obs_source_t *source)
{
	if (obs_source_removed(source) || has_mask(source))
		return;
	const names::GoLiveGuard guard = mask.guard;
	std::lock_guard<std::mutex> lock(mutex_);
	removed_.push_back({WeakSourceRef(obs_source_get_weak_source(source)), std::move(mask)});
	if (guard == names::GoLiveGuard::stop)
		guard_state().removed_masks.fetch_add(1);
}

void RemovedMasks::forget(bool (*is_over)(obs_source_t *unmasked))
{
	// Released after the lock: the last reference ends the source, and the masks on it.
	std::vector<SourceRef> looked_at;
	std::lock_guard<std::mutex> lock(mutex_);
	for (auto removed = removed_.begin(); removed != removed_.end();) {
		looked_at.emplace_back(obs_weak_source_get_source(removed->unmasked.get()));
		if (!is_over(looked_at.back().get())) {
			removed++;
			continue;
		}
		if (removed->mask.guard == names::GoLiveGuard::stop)
			guard_state().removed_masks.fetch_sub(1);
		removed = removed_.erase(removed);
	}
}

void RemovedMasks::forget_all()
{
	forget([](obs_source_t *) { return true; });
}

void RemovedMasks::forget_mended()
{
	forget([](obs_source_t *unmasked) {
		return !unmasked || obs_source_removed(unmasked) || has_mask(unmasked);
	});
}

void RemovedMasks::append_to(std::vector<UnhealthyMask> &all) const
{
	std::lock_guard<std::mutex> lock(mutex_);
	for (const Removed &removed : removed_)
		all.push_back(removed.mask);
}

} // namespace playalter
