// SPDX-License-Identifier: GPL-2.0-or-later
#include "scene-item-swap.hpp"

#include "camera-content.hpp"
#include "graphics-handles.hpp"
#include "mask-instance.hpp"

#include <algorithm>

namespace playalter {

namespace {

using Scenes = std::vector<SourceRef>;

obs_scene_t *scene_or_group(obs_source_t *source)
{
	obs_scene_t *scene = obs_scene_from_source(source);
	return scene ? scene : obs_group_from_source(source);
}

// Private ones too: in studio mode OBS shows a copy of the scene.
Scenes all_scenes()
{
	Scenes scenes;
	obs_enum_all_sources(
		[](void *context, obs_source_t *source) {
			obs_source_t *reference = scene_or_group(source) ? obs_source_get_ref(source) : nullptr;
			if (reference)
				static_cast<Scenes *>(context)->emplace_back(reference);
			return true;
		},
		&scenes);
	return scenes;
}

struct ItemSearch {
	const obs_source_t *source;
	std::vector<int64_t> ids;
};

std::vector<int64_t> items_of(obs_scene_t *scene, const obs_source_t *source)
{
	ItemSearch search{source, {}};
	obs_scene_enum_items(
		scene,
		[](obs_scene_t *, obs_sceneitem_t *item, void *context) {
			auto &search = *static_cast<ItemSearch *>(context);
			if (obs_sceneitem_get_source(item) == search.source)
				search.ids.push_back(obs_sceneitem_get_id(item));
			return true;
		},
		&search);
	return search.ids;
}

// The item as its scene was saved, or null.
DataRef saved_item(obs_data_t *saved_scene, int64_t id)
{
	const DataRef settings(obs_data_get_obj(saved_scene, "settings"));
	const DataArrayRef items(obs_data_get_array(settings.get(), "items"));
	for (size_t i = 0; i < obs_data_array_count(items.get()); i++) {
		DataRef item(obs_data_array_item(items.get(), i));
		// A scene's file also has the items of its groups, for older versions of OBS.
		if (obs_data_get_int(item.get(), "id") == id && !obs_data_get_bool(item.get(), "group_item_backup"))
			return item;
	}
	return nullptr;
}

struct SceneSwap {
	obs_data_t *saved_scene;
	obs_source_t *from;
	obs_source_t *to;
	std::vector<int64_t> ids;
	std::vector<int64_t> done;
};

// Null if the scene doesn't take it.
obs_sceneitem_t *add_saved_item(obs_scene_t *scene, obs_data_t *data, const obs_source_t *source)
{
	const DataArrayRef items(obs_data_array_create());
	obs_data_array_push_back(items.get(), data);
	obs_sceneitems_add(scene, items.get());
	obs_sceneitem_t *item = obs_scene_find_sceneitem_by_id(scene, obs_data_get_int(data, "id"));
	return item && obs_sceneitem_get_source(item) == source ? item : nullptr;
}

bool swap_item(obs_scene_t *scene, int64_t id, const SceneSwap &swap)
{
	const DataRef old_data = saved_item(swap.saved_scene, id);
	obs_sceneitem_t *old_item = obs_scene_find_sceneitem_by_id(scene, id);
	if (!old_data || !old_item)
		return false;
	const DataRef data(obs_data_create_from_json(settings_text(old_data.get()).c_str()));
	obs_data_set_string(data.get(), "name", name_of(swap.to));
	obs_data_erase(data.get(), "source_uuid");
	const int position = obs_sceneitem_get_order_position(old_item);
	const bool is_selected = obs_sceneitem_selected(old_item);

	// The number is free again before the new item takes it.
	obs_sceneitem_remove(old_item);
	obs_sceneitem_t *item = add_saved_item(scene, data.get(), swap.to);
	const bool is_swapped = item != nullptr;
	if (!is_swapped)
		item = add_saved_item(scene, old_data.get(), swap.from);
	if (item) {
		obs_sceneitem_set_order_position(item, position);
		obs_sceneitem_select(item, is_selected);
	}
	return is_swapped;
}

void swap_items(void *context, obs_scene_t *scene)
{
	auto &swap = *static_cast<SceneSwap *>(context);
	for (const int64_t id : swap.ids) {
		if (swap_item(scene, id, swap))
			swap.done.push_back(id);
	}
}

struct LockedSwap {
	obs_scene_t *scene;
	SceneSwap &swap;
};

// No frame is drawn between an item's removal and its successor's arrival: that takes the scene's lock. What
// is done under it enters two others, and libobs's graphics thread takes both before a scene's. So they
// come first here, in its order:
//   the list of sources   new items find their source by name; OBS 29 ticks scenes under that list's lock
//   the graphics context  items have textures; scenes are drawn inside it
// libobs has no function that locks the list, but it calls back under that lock, which is recursive. `from`
// is on the list, so somebody is called.
void swap_under_locks(obs_scene_t *scene, SceneSwap &swap)
{
	LockedSwap locked{scene, swap};
	obs_enum_sources(
		[](void *context, obs_source_t *) {
			const auto &locked = *static_cast<LockedSwap *>(context);
			const GraphicsLock graphics;
			obs_scene_atomic_update(locked.scene, swap_items, &locked.swap);
			return false;
		},
		&locked);
}

bool swap_in_scene(obs_source_t *scene_source, obs_source_t *from, obs_source_t *to, std::vector<SwappedItem> &swapped)
{
	obs_scene_t *scene = scene_or_group(scene_source);
	const DataRef saved(obs_save_source(scene_source));
	SceneSwap swap{saved.get(), from, to, items_of(scene, from), {}};
	if (swap.ids.empty())
		return true;
	swap_under_locks(scene, swap);
	for (const int64_t id : swap.done)
		swapped.push_back({name_of(scene_source), id});
	return swap.done.size() == swap.ids.size();
}

void swap_in_channels(obs_source_t *from, obs_source_t *to)
{
	for (uint32_t channel = 0; channel < MAX_CHANNELS; channel++) {
		if (const SourceRef shown{obs_get_output_source(channel)}; shown.get() == from)
			obs_set_output_source(channel, to);
	}
}

// The list of sources follows a scene's own items, but not those of its groups.
void refresh_lists(const Scenes &scenes)
{
	for (const SourceRef &source : scenes) {
		obs_scene_t *scene = obs_scene_from_source(source.get());
		if (!scene)
			continue;
		calldata_t call = {};
		calldata_set_ptr(&call, "scene", scene);
		signal_handler_signal(obs_source_get_signal_handler(source.get()), "refresh", &call);
		calldata_free(&call);
	}
}

} // namespace

bool swap_everywhere(obs_source_t *from, obs_source_t *to, std::vector<SwappedItem> &swapped)
{
	const Scenes scenes = all_scenes();
	const bool is_done = std::all_of(scenes.begin(), scenes.end(), [&](const SourceRef &scene) {
		return swap_in_scene(scene.get(), from, to, swapped);
	});
	if (is_done) {
		swap_in_channels(from, to);
	} else {
		std::vector<SwappedItem> restored;
		for (const SourceRef &scene : scenes)
			swap_in_scene(scene.get(), to, from, restored);
		swapped.clear();
	}
	refresh_lists(scenes);
	return is_done;
}

} // namespace playalter
