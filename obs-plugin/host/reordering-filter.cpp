// SPDX-License-Identifier: GPL-2.0-or-later
#include "reordering-filter.hpp"

#include "source-list.hpp"

#include <atomic>
#include <stdexcept>

namespace frame_host {

namespace {

constexpr const char *kId = "reordering";

struct ReorderingFilter {
	obs_source_t *source;
	std::atomic<bool> is_asked{false};

	void render()
	{
		// Filters are drawn in the order of the list: its end is next to the source.
		if (is_asked.exchange(false))
			obs_source_filter_set_order(obs_filter_get_parent(source), source, OBS_ORDER_MOVE_TOP);
		obs_source_skip_video_filter(source);
	}
};

} // namespace

void register_reordering_filter()
{
	obs_source_info info = {};
	info.id = kId;
	info.type = OBS_SOURCE_TYPE_FILTER;
	info.output_flags = OBS_SOURCE_VIDEO | OBS_SOURCE_SRGB;
	info.get_name = [](void *) { return kId; };
	info.create = [](obs_data_t *, obs_source_t *source) -> void * { return new ReorderingFilter{source}; };
	info.destroy = [](void *data) { delete static_cast<ReorderingFilter *>(data); };
	info.video_render = [](void *data, gs_effect_t *) { static_cast<ReorderingFilter *>(data)->render(); };
	obs_register_source(&info);
}

void put_reordering_filter(obs_source_t *source)
{
	const SourceRef filter(obs_source_create_private(kId, kId, nullptr));
	if (!filter)
		throw std::runtime_error("the filter could not be made");
	obs_source_filter_add(source, filter.get());
}

void reorder_at_next_draw(obs_source_t *source)
{
	const SourceRef filter(obs_source_get_filter_by_name(source, kId));
	if (!filter)
		throw std::invalid_argument("no filter that changes places");
	static_cast<ReorderingFilter *>(obs_obj_get_data(filter.get()))->is_asked.store(true);
}

} // namespace frame_host
