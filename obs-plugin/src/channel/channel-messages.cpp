// SPDX-License-Identifier: GPL-2.0-or-later
//
// Writing and checking of messages with obs_data. The channel's thread.
#include "channel-messages.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <obs-data.h>

#include "utf8-text.hpp"

namespace playalter {

namespace {

// protocol/messages.ts
constexpr size_t kVersionBytesMax = 64;
constexpr size_t kUuidBytesMax = 128;
constexpr size_t kNameBytesMax = 512;
// Of texts that the daemon sends and a user may see.
constexpr size_t kShownBytesMax = 512;

struct DataRelease {
	void operator()(obs_data_t *data) const { obs_data_release(data); }
};
struct ItemRelease {
	void operator()(obs_data_item_t *item) const { obs_data_item_release(&item); }
};
using Data = std::unique_ptr<obs_data_t, DataRelease>;
using Item = std::unique_ptr<obs_data_item_t, ItemRelease>;

std::string to_json(const Data &data)
{
	const char *json = obs_data_get_json(data.get());
	return json ? json : "";
}

void set_text(const Data &data, const char *name, const std::string &text, size_t bytes_max)
{
	obs_data_set_string(data.get(), name, clean_text(text, bytes_max).c_str());
}

void set_object(const Data &data, const char *name, const Data &object)
{
	obs_data_set_obj(data.get(), name, object.get());
}

template <size_t kCount> const char *name_of(const char *const (&all_names)[kCount], uint32_t index)
{
	return all_names[index < kCount ? index : 0];
}

Data settings_data(const StreamSettings &settings)
{
	Data data(obs_data_create());
	const int64_t intensity =
		std::clamp(settings.intensity, names::limit_intensity_min, names::limit_intensity_max);
	const int64_t look_ahead_ms =
		std::clamp<int64_t>(settings.look_ahead_ms, 0, names::limit_look_ahead_ms_max);
	obs_data_set_string(data.get(), names::key_mask_type,
			    name_of(names::mask_type_names, uint32_t(settings.mask_type)));
	obs_data_set_int(data.get(), names::key_intensity, intensity);
	obs_data_set_int(data.get(), names::key_mask_color, settings.mask_color);
	obs_data_set_string(data.get(), names::key_mode, name_of(names::mask_mode_names, uint32_t(settings.mode)));
	obs_data_set_int(data.get(), names::key_look_ahead_ms, look_ahead_ms);
	return data;
}

Data message_data(const char *type)
{
	Data data(obs_data_create());
	obs_data_set_string(data.get(), "type", type);
	return data;
}

// Reads the fields of one object, and remembers the first that is not as it must be.
class FieldReader {
public:
	explicit FieldReader(obs_data_t *data) : data_(data) {}

	std::string text(const char *name)
	{
		const Item item = find(name);
		if (!item || obs_data_item_gettype(item.get()) != OBS_DATA_STRING)
			return fail(name), std::string();
		const char *value = obs_data_item_get_string(item.get());
		return clean_text(value ? value : "", kShownBytesMax);
	}

	int64_t integer(const char *name, int64_t min)
	{
		const Item item = find(name);
		if (!item || obs_data_item_gettype(item.get()) != OBS_DATA_NUMBER ||
		    obs_data_item_numtype(item.get()) != OBS_DATA_NUM_INT)
			return fail(name), 0;
		const int64_t value = obs_data_item_get_int(item.get());
		if (value < min)
			fail(name);
		return value;
	}

	double not_negative(const char *name)
	{
		const Item item = find(name);
		if (!item || obs_data_item_gettype(item.get()) != OBS_DATA_NUMBER)
			return fail(name), 0;
		const double value = obs_data_item_get_double(item.get());
		if (!std::isfinite(value) || value < 0)
			fail(name);
		return value;
	}

	Data object(const char *name)
	{
		const Item item = find(name);
		if (!item || obs_data_item_gettype(item.get()) != OBS_DATA_OBJECT)
			return fail(name), Data(obs_data_create());
		Data value(obs_data_item_get_obj(item.get()));
		return value ? std::move(value) : Data(obs_data_create());
	}

	Quantiles quantiles(const char *name)
	{
		const Data value = object(name);
		FieldReader fields(value.get());
		Quantiles result;
		result.p50 = fields.not_negative("p50");
		result.p99 = fields.not_negative("p99");
		result.n = fields.integer("n", 0);
		if (!fields.invalid_field().empty())
			fail(name);
		return result;
	}

	void fail(const char *name)
	{
		if (invalid_field_.empty())
			invalid_field_ = name;
	}
	const std::string &invalid_field() const { return invalid_field_; }

private:
	Item find(const char *name) { return Item(obs_data_item_byname(data_, name)); }

	obs_data_t *data_;
	std::string invalid_field_;
};

DaemonWelcome read_welcome(FieldReader &fields)
{
	DaemonWelcome welcome;
	const Data protocol = fields.object("protocol");
	FieldReader version(protocol.get());
	welcome.protocol_major = version.integer("major", 0);
	welcome.protocol_minor = version.integer("minor", 0);
	if (!version.invalid_field().empty())
		fields.fail("protocol");
	welcome.daemon_version = fields.text("daemon_version");
	welcome.pid = fields.integer("pid", 1);
	welcome.provider = fields.text("provider");
	return welcome;
}

ChannelError read_refusal(FieldReader &fields)
{
	ChannelError refusal;
	refusal.code = fields.text("code");
	refusal.message = fields.text("message");
	if (refusal.code.empty())
		fields.fail("code");
	return refusal;
}

StreamState read_stream_state(FieldReader &fields)
{
	const std::string name = fields.text("state");
	const auto *found = std::find(std::begin(stream_state_names), std::end(stream_state_names), name);
	if (found == std::end(stream_state_names))
		return fields.fail("state"), StreamState::failed;
	return StreamState(found - std::begin(stream_state_names));
}

StreamStatus read_status(FieldReader &fields)
{
	StreamStatus status;
	status.state = read_stream_state(fields);
	status.code = fields.text("code");
	status.message = fields.text("message");
	status.provider = fields.text("provider");
	status.faces = fields.integer("faces", 0);
	status.faces_masked = fields.integer("faces_masked", 0);
	status.analysed = fields.integer("analysed", 0);
	status.skipped = fields.integer("skipped", 0);
	status.frame_to_mask_ms = fields.quantiles("frame_to_mask_ms");
	status.detect_ms = fields.quantiles("detect_ms");
	status.paint_ms = fields.quantiles("paint_ms");
	status.rss_mb = fields.not_negative("rss_mb");
	return status;
}

uint32_t read_preview_fps(FieldReader &fields)
{
	const int64_t fps = fields.integer("fps", 0);
	if (fps > names::limit_preview_fps_max)
		fields.fail("fps");
	return uint32_t(fps);
}

} // namespace

std::string write_hello(const StreamIdentity &identity, const StreamSettings &settings)
{
	const Data message = message_data("filter.hello");
	const Data protocol(obs_data_create());
	obs_data_set_int(protocol.get(), "major", names::protocol_major);
	obs_data_set_int(protocol.get(), "minor", names::protocol_minor);
	set_object(message, "protocol", protocol);
	set_text(message, "plugin_version", identity.plugin_version, kVersionBytesMax);
	set_text(message, "filter_uuid", identity.filter_uuid, kUuidBytesMax);
	set_text(message, "filter_name", identity.filter_name, kNameBytesMax);
	set_text(message, "source_name", identity.source_name, kNameBytesMax);
	set_text(message, "obs_version", identity.obs_version, kVersionBytesMax);
	set_object(message, "settings", settings_data(settings));
	return to_json(message);
}

std::string write_settings(const StreamSettings &settings)
{
	const Data message = message_data("filter.settings");
	set_object(message, "settings", settings_data(settings));
	return to_json(message);
}

std::string write_stats(const FrameCounters &counters, names::CoverReason reason)
{
	const Data message = message_data("filter.stats");
	const Data frames(obs_data_create());
	obs_data_set_int(frames.get(), "masked", int64_t(counters.masked));
	obs_data_set_int(frames.get(), "repeated", int64_t(counters.repeated));
	obs_data_set_int(frames.get(), "extrapolated", int64_t(counters.extrapolated));
	obs_data_set_int(frames.get(), "covered", int64_t(counters.covered));
	obs_data_set_int(frames.get(), "drawn", int64_t(counters.drawn()));
	set_object(message, "frames", frames);
	obs_data_set_string(message.get(), "cover_reason", name_of(names::cover_reason_names, uint32_t(reason)));
	return to_json(message);
}

DaemonMessage parse_daemon_message(const std::string &text)
{
	DaemonMessage message;
	// A NUL would hide the rest of the packet from the parser.
	const bool has_nul = text.find('\0') != std::string::npos;
	const Data data(has_nul ? nullptr : obs_data_create_from_json(text.c_str()));
	if (!data) {
		message.invalid_field = "json";
		return message;
	}

	FieldReader fields(data.get());
	const std::string type = fields.text("type");
	auto kind = DaemonMessage::Kind::unknown;
	if (type == "daemon.welcome") {
		kind = DaemonMessage::Kind::welcome;
		message.welcome = read_welcome(fields);
	} else if (type == "daemon.refuse") {
		kind = DaemonMessage::Kind::refuse;
		message.refusal = read_refusal(fields);
	} else if (type == "stream.status") {
		kind = DaemonMessage::Kind::status;
		message.status = read_status(fields);
	} else if (type == "stream.preview") {
		kind = DaemonMessage::Kind::preview;
		message.preview_fps = read_preview_fps(fields);
	}
	message.invalid_field = fields.invalid_field();
	message.kind = message.invalid_field.empty() ? kind : DaemonMessage::Kind::invalid;
	return message;
}

} // namespace playalter
