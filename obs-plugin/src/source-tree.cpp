// SPDX-License-Identifier: GPL-2.0-or-later
#include "source-tree.hpp"

#include "obs-handles.hpp"

namespace playalter {

namespace {

struct Search {
	const obs_source_t *wanted;
	bool is_found;
};

void compare(obs_source_t *, obs_source_t *child, void *context)
{
	auto &search = *static_cast<Search *>(context);
	search.is_found = search.is_found || child == search.wanted;
}

} // namespace

bool contains_source(obs_source_t *outer, const obs_source_t *inner)
{
	Search search{inner, outer == inner};
	obs_source_enum_full_tree(outer, compare, &search);
	return search.is_found;
}

bool is_in_active_tree(const obs_source_t *source)
{
	Search search{source, false};
	for (uint32_t channel = 0; channel < MAX_CHANNELS && !search.is_found; channel++) {
		const SourceRef root(obs_get_output_source(channel));
		if (!root)
			continue;
		compare(nullptr, root.get(), &search);
		obs_source_enum_active_tree(root.get(), compare, &search);
	}
	return search.is_found;
}

} // namespace playalter
