// SPDX-License-Identifier: GPL-2.0-or-later
//
// Requests for presets. Any thread but the graphics one.
#include "events.hpp"
#include "mask-change.hpp"
#include "mask-lookup.hpp"
#include "preset-store.hpp"
#include "request-table.hpp"
#include "setting-check.hpp"

#include <util/bmem.h>

namespace playalter {

namespace {

// Longer than any preset's name: such a one is not found, or not valid.
constexpr size_t kNameBytesMax = size_t(names::limit_name_bytes_max);

PresetStore &store()
{
	static PresetStore the_store([] {
		char *path = obs_module_config_path(names::preset_file_name);
		std::string result = path ? path : "";
		bfree(path);
		return result;
	}());
	return the_store;
}

// What was asked for is done by now, whatever becomes of this.
void tell_change()
{
	try {
		tell_everybody(names::event_presets_changed, preset_list(store().all()));
	} catch (const RequestFailure &failure) {
		blog(LOG_WARNING, "[playalter] %s", failure.what());
	}
}

DataRef preset_reply(const Preset &preset)
{
	DataRef reply(obs_data_create());
	obs_data_set_obj(reply.get(), "preset", preset.data().get());
	return reply;
}

DataRef list_presets(obs_data_t *data)
{
	const RequestFields fields(data, {});
	return preset_list(store().all());
}

// Of a mask, or as given.
DataRef settings_to_save(const RequestFields &fields)
{
	DataRef settings = fields.optional_object("settings");
	const bool has_mask = fields.has("filter_uuid") || fields.has("source_name") || fields.has("filter_name");
	if (settings && has_mask)
		throw RequestFailure(RequestError::request_invalid, "Give either \"settings\" or a mask, not both.");
	if (settings)
		return settings;
	const DataRef own(obs_source_get_settings(find_mask(fields).source.get()));
	return full_settings(own.get());
}

DataRef save_preset(obs_data_t *data)
{
	const RequestFields fields(data,
				   {"name", "settings", "replace", "filter_uuid", "source_name", "filter_name"});
	const std::string name = fields.raw_text("name");
	const bool may_replace = fields.flag("replace");
	const DataRef settings = settings_to_save(fields);
	const Preset saved = store().save(make_preset(name, settings.get()), may_replace);
	tell_change();
	return preset_reply(saved);
}

DataRef rename_preset(obs_data_t *data)
{
	const RequestFields fields(data, {"name", "new_name"});
	const Preset renamed = store().rename(fields.text("name", kNameBytesMax), fields.raw_text("new_name"));
	tell_change();
	return preset_reply(renamed);
}

DataRef delete_preset(obs_data_t *data)
{
	const RequestFields fields(data, {"name"});
	const Presets left = store().remove(fields.text("name", kNameBytesMax));
	tell_change();
	return preset_list(left);
}

std::vector<FoundMask> masks_to_change(const RequestFields &fields)
{
	if (!fields.flag("all")) {
		std::vector<FoundMask> masks;
		masks.push_back(find_mask(fields));
		return masks;
	}
	if (fields.has("filter_uuid") || fields.has("source_name") || fields.has("filter_name"))
		throw RequestFailure(RequestError::request_invalid, "Give either \"all\" or a mask, not both.");
	return attached_masks();
}

DataRef apply_preset(obs_data_t *data)
{
	const RequestFields fields(data, {"name", "all", "filter_uuid", "source_name", "filter_name"});
	const Preset preset = store().find(fields.text("name", kNameBytesMax));
	const DataRef settings = preset.settings_data();
	const DataArrayRef changed(obs_data_array_create());
	for (const FoundMask &mask : masks_to_change(fields)) {
		change_mask(mask.source.get(), settings.get());
		obs_data_array_push_back(changed.get(), mask_info(mask).get());
	}
	DataRef reply(obs_data_create());
	obs_data_set_array(reply.get(), "masks", changed.get());
	return reply;
}

DataRef import_presets(obs_data_t *data)
{
	const RequestFields fields(data, {"text", "replace"});
	const Presets imported = store().import_text(fields.raw_text("text"), fields.flag("replace"));
	tell_change();
	return preset_list(imported);
}

DataRef export_presets(obs_data_t *data)
{
	const RequestFields fields(data, {"names"});
	std::optional<std::vector<std::string>> names;
	if (const auto entries = fields.optional_objects("names")) {
		names.emplace();
		for (const DataRef &entry : *entries)
			names->push_back(RequestFields(entry.get(), {"name"}).text("name", kNameBytesMax));
	}
	const std::string text = store().export_text(names);
	DataRef reply(obs_data_create());
	obs_data_set_string(reply.get(), "text", text.c_str());
	return reply;
}

} // namespace

const RequestList &preset_requests()
{
	static const RequestList requests = {
		{names::request_list_presets, RequestThread::any, list_presets},
		{names::request_save_preset, RequestThread::any, save_preset},
		{names::request_rename_preset, RequestThread::any, rename_preset},
		{names::request_delete_preset, RequestThread::any, delete_preset},
		{names::request_apply_preset, RequestThread::any, apply_preset},
		{names::request_import_presets, RequestThread::any, import_presets},
		{names::request_export_presets, RequestThread::any, export_presets},
	};
	return requests;
}

} // namespace playalter
