// SPDX-License-Identifier: GPL-2.0-or-later
//
// The look-out's own thread.
#include "mask-lookout.hpp"

#include "events.hpp"
#include "mask-instance.hpp"
#include "mask-lookup.hpp"
#include "mask-parents.hpp"

namespace playalter {

namespace {

std::string json_of(const DataRef &data)
{
	const char *json = obs_data_get_json(data.get());
	return json ? json : "{}";
}

DataRef data_of(const std::string &json) { return DataRef(obs_data_create_from_json(json.c_str())); }

struct Look {
	const MaskParents parents;
	std::vector<MaskView> views;
	// Held by their sources. Those that were added while OBS runs: no scene collection has keys for them, and nobody has
	// said what they sit on.
	std::vector<std::pair<SourceRef, const MaskInstance *>> unattached;
};

void see(const MaskInstance &mask, void *context)
{
	auto &look = *static_cast<Look *>(context);
	const auto parent = look.parents.find(mask.source());
	SourceRef source = mask.living_source();
	if (!source || parent == look.parents.end())
		return;
	const std::string &source_name = parent->second.name;
	FoundMask found{std::move(source), mask.uuid(), source_name};
	look.views.push_back({mask.uuid(), json_of(mask_info(found)), json_of(mask.state(source_name)), mask.faces()});
	if (!mask.hotkeys().is_attached() || !mask.watch().is_attached())
		look.unattached.emplace_back(std::move(found.source), &mask);
}

std::vector<MaskView> look_at_masks()
{
	bool is_any = false;
	visit_masks([](const MaskInstance &, void *is_any) { *static_cast<bool *>(is_any) = true; }, &is_any);
	if (!is_any)
		return {};
	Look look{mask_parents(), {}, {}};
	visit_masks(see, &look);
	for (const auto &[source, mask] : look.unattached) {
		if (const SourceRef parent = parent_of(source.get())) {
			mask->hotkeys().attach(parent.get());
			mask->watch().attach(parent.get());
		}
	}
	return std::move(look.views);
}

void tell(const MaskEvent &event)
{
	switch (event.news) {
	case MaskNews::mask_changed: {
		DataRef data(obs_data_create());
		obs_data_set_string(data.get(), "change", names::mask_change_names[size_t(event.change)]);
		obs_data_set_obj(data.get(), "mask", data_of(event.view.info).get());
		return tell_everybody(names::event_mask_changed, std::move(data));
	}
	case MaskNews::status_changed:
		return tell_everybody(names::event_status_changed, data_of(event.view.state));
	case MaskNews::faces_changed: {
		const DataRef state = data_of(event.view.state);
		DataRef data(obs_data_create());
		for (const char *key : {"filter_uuid", "filter_name", "source_name"})
			obs_data_set_string(data.get(), key, obs_data_get_string(state.get(), key));
		obs_data_set_int(data.get(), "faces", event.view.faces);
		return tell_everybody(names::event_faces_changed, std::move(data));
	}
	}
}

} // namespace

MaskLookout &mask_lookout()
{
	static MaskLookout the_lookout;
	return the_lookout;
}

void MaskLookout::start()
{
	thread_.start("the look-out for masks", [this] { look(); }, int(names::limit_event_interval_ms));
}

void MaskLookout::look()
{
	for (const MaskEvent &event : changes_.compare(look_at_masks()))
		tell(event);
}

} // namespace playalter
