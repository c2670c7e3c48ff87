// SPDX-License-Identifier: GPL-2.0-or-later
#include "link-messages.hpp"

#include "message-fields.hpp"
#include "protocol/generated/names.gen.h"
#include "utf8-text.hpp"

namespace playalter {

using namespace message;

namespace {

// protocol/link-messages.ts
constexpr size_t kVersionBytesMax = 64;
constexpr size_t kNameBytesMax = 64;
constexpr size_t kSentenceBytesMax = 512;
constexpr int64_t kIdMax = 9007199254740991; // of the numbers that both sides can count with

bool is_too_long(const std::string &line) { return line.size() >= size_t(names::limit_link_message_bytes_max); }

void read_welcome(FieldReader &fields, LinkMessage &message)
{
	const Data protocol = fields.object("protocol");
	FieldReader version(protocol.get());
	message.protocol_major = version.integer("major", 0);
	message.protocol_minor = version.integer("minor", 0);
	if (!version.invalid_field().empty())
		fields.fail("protocol");
	message.daemon_version = fields.text("daemon_version");
	fields.integer("pid", 1);
}

void read_refusal(FieldReader &fields, LinkMessage &message)
{
	message.refusal.code = fields.text("code");
	message.refusal.message = fields.text("message");
	if (message.refusal.code.empty())
		fields.fail("code");
}

void read_request(FieldReader &fields, LinkMessage &message)
{
	message.id = fields.integer("id", 1);
	if (message.id > kIdMax)
		fields.fail("id");
	message.request = fields.text("request");
	if (message.request.empty() || message.request.size() > kNameBytesMax)
		fields.fail("request");
	message.data = fields.object("data");
}

} // namespace

std::string write_link_hello(const LinkIdentity &identity, int64_t pid)
{
	const Data message = message_data("plugin.hello");
	const Data protocol(obs_data_create());
	obs_data_set_int(protocol.get(), "major", names::protocol_major);
	obs_data_set_int(protocol.get(), "minor", names::protocol_minor);
	set_object(message, "protocol", protocol);
	set_text(message, "plugin_version", identity.plugin_version, kVersionBytesMax);
	set_text(message, "obs_version", identity.obs_version, kVersionBytesMax);
	obs_data_set_int(message.get(), "pid", pid);
	return to_json(message);
}

std::string write_link_reply(int64_t id, obs_data_t *data)
{
	const Data message = message_data("reply");
	obs_data_set_int(message.get(), "id", id);
	obs_data_set_bool(message.get(), "ok", true);
	obs_data_set_obj(message.get(), "data", data);
	std::string line = to_json(message);
	if (line.empty() || is_too_long(line))
		return write_link_failure(id, names::request_error_names[size_t(names::RequestError::internal_error)],
					  "The answer is too long to be sent.");
	return line;
}

std::string write_link_failure(int64_t id, const std::string &code, const std::string &sentence)
{
	const Data message = message_data("reply");
	obs_data_set_int(message.get(), "id", id);
	obs_data_set_bool(message.get(), "ok", false);
	set_text(message, "code", code, kNameBytesMax);
	set_text(message, "message", sentence, kSentenceBytesMax);
	return to_json(message);
}

std::string write_link_event(const std::string &event, obs_data_t *data)
{
	const Data message = message_data("event");
	set_text(message, "event", event, kNameBytesMax);
	obs_data_set_obj(message.get(), "data", data);
	std::string line = to_json(message);
	return is_too_long(line) ? std::string() : line;
}

LinkMessage parse_link_message(const std::string &line)
{
	LinkMessage message;
	const Data data = from_json(line);
	if (!data) {
		message.invalid_field = "json";
		return message;
	}
	FieldReader fields(data.get());
	const std::string type = fields.text("type");
	auto kind = LinkMessage::Kind::unknown;
	if (type == "daemon.welcome") {
		kind = LinkMessage::Kind::welcome;
		read_welcome(fields, message);
	} else if (type == "daemon.refuse") {
		kind = LinkMessage::Kind::refuse;
		read_refusal(fields, message);
	} else if (type == "request") {
		kind = LinkMessage::Kind::request;
		read_request(fields, message);
	}
	message.invalid_field = fields.invalid_field();
	message.kind = message.invalid_field.empty() ? kind : LinkMessage::Kind::invalid;
	return message;
}

} // namespace playalter
