// SPDX-License-Identifier: GPL-2.0-or-later
#include "masked-members.hpp"

#include <algorithm>

namespace playalter {

namespace {

void collect(obs_source_t *, obs_source_t *child, void *members)
{
	static_cast<std::vector<WeakSourceRef> *>(members)->emplace_back(obs_source_get_weak_source(child));
}

} // namespace

void MaskedMembers::attach(obs_source_t *parent)
{
	if (obs_source_get_type(parent) == OBS_SOURCE_TYPE_SCENE)
		parent_.reset(obs_source_get_weak_source(parent));
}

void MaskedMembers::detach()
{
	parent_.reset();
	members_.clear();
}

void MaskedMembers::look(void (*left)(obs_source_t *source, void *context), void *context)
{
	const SourceRef parent(parent_ ? obs_weak_source_get_source(parent_.get()) : nullptr);
	if (!parent)
		return start_anew();
	seen_.clear();
	obs_source_enum_full_tree(parent.get(), collect, &seen_);
	if (seen_ == members_)
		return;
	members_.swap(seen_);
	for (const WeakSourceRef &before : seen_) {
		if (std::find(members_.begin(), members_.end(), before) != members_.end())
			continue;
		if (const SourceRef source{obs_weak_source_get_source(before.get())})
			left(source.get(), context);
	}
}

bool MaskedMembers::holds(const MaskedMembers &inner) const
{
	return std::find(members_.begin(), members_.end(), inner.parent_) != members_.end();
}

} // namespace playalter
