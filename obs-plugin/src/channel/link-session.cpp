// SPDX-License-Identifier: GPL-2.0-or-later
#include "link-session.hpp"

#include <algorithm>
#include <climits>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "monotonic-clock.hpp"
#include "protocol/generated/names.gen.h"

namespace playalter {

namespace {

// Of a daemon that does not read: four messages of the longest kind.
constexpr size_t kUnsentBytesMax = 4 * size_t(names::limit_link_message_bytes_max);

ChannelError broken(const char *code, std::string message) { return {code, std::move(message)}; }

ChannelError invalid_message(const std::string &field)
{
	return broken("message_invalid",
		      "The PlayAlter daemon sent a message that breaks the protocol (" + field + ").");
}

std::optional<ChannelError> end_of(LineState state)
{
	switch (state) {
	case LineState::open:
		return std::nullopt;
	case LineState::closed:
		return broken("connection_closed", "The PlayAlter daemon closed the connection.");
	case LineState::oversized:
		return broken("message_oversized",
			      "The PlayAlter daemon sent a message that is longer than the protocol allows.");
	case LineState::failed:
		break;
	}
	return broken("socket_failed", "The connection to the PlayAlter daemon failed.");
}

} // namespace

LinkSession::LinkSession(FileDescriptor socket, std::shared_ptr<Doorbell> wake, const std::atomic<bool> &is_stopping,
			 const Listener &listener)
	: stream_(std::move(socket)),
	  wake_(std::move(wake)),
	  is_stopping_(is_stopping),
	  listener_(listener),
	  outbox_(std::make_shared<LinkOutbox>(wake_))
{
}

std::optional<ChannelError> LinkSession::run(const LinkIdentity &identity, const LinkTiming &timing)
{
	stream_.queue(write_link_hello(identity, getpid()));
	const int64_t welcome_until_ms = monotonic_ms() + timing.welcome_timeout_ms;
	while (!is_stopping_) {
		if (End end = send_waiting())
			return end;
		const int64_t wait_ms = is_welcomed_ ? -1 : std::max<int64_t>(welcome_until_ms - monotonic_ms(), 0);
		const short events = short(POLLIN | (stream_.has_unsent() ? POLLOUT : 0));
		pollfd sources[] = {{wake_->descriptor(), POLLIN, 0}, {stream_.descriptor(), events, 0}};
		poll(sources, 2, int(std::min<int64_t>(wait_ms, INT_MAX)));
		wake_->drain();
		// Before the time-out is looked at: what came in the meantime counts.
		if (End end = receive_waiting())
			return end;
		if (!is_welcomed_ && monotonic_ms() >= welcome_until_ms)
			return broken("welcome_timeout", "The PlayAlter daemon did not answer the plugin in time.");
	}
	if (is_welcomed_)
		leave(timing.leave_timeout_ms);
	return std::nullopt;
}

// The daemon asks OBS through obs-websocket, too, which serves it while OBS takes down what it would be asked about: OBS
// may go on with that only when nothing is under way any more.
void LinkSession::leave(int64_t timeout_ms)
{
	const int64_t until_ms = monotonic_ms() + timeout_ms;
	shutdown(stream_.descriptor(), SHUT_WR);
	std::vector<std::string> unheard;
	while (stream_.receive(unheard) == LineState::open) {
		const int64_t left_ms = until_ms - monotonic_ms();
		if (left_ms <= 0)
			return;
		pollfd source = {stream_.descriptor(), POLLIN, 0};
		poll(&source, 1, int(left_ms));
		unheard.clear();
	}
}

LinkSession::End LinkSession::send_waiting()
{
	for (const std::string &line : outbox_->take())
		stream_.queue(line);
	// A closed socket shows when it is read: what the peer said last comes first.
	stream_.flush();
	if (stream_.unsent_bytes() > kUnsentBytesMax)
		return broken("daemon_stuck", "The PlayAlter daemon does not read what it is told.");
	return std::nullopt;
}

LinkSession::End LinkSession::receive_waiting()
{
	std::vector<std::string> lines;
	const LineState state = stream_.receive(lines);
	for (const std::string &line : lines) {
		if (End end = handle(line))
			return end;
	}
	return end_of(state);
}

LinkSession::End LinkSession::handle(const std::string &line)
{
	LinkMessage message = parse_link_message(line);
	switch (message.kind) {
	case LinkMessage::Kind::invalid:
		return invalid_message(message.invalid_field);
	case LinkMessage::Kind::refuse:
		return message.refusal;
	case LinkMessage::Kind::welcome:
		return is_welcomed_ ? invalid_message("second welcome") : handle_welcome(message);
	case LinkMessage::Kind::unknown:
		// A newer minor version may say more than we know.
		return is_newer_minor_ ? std::nullopt : End(invalid_message("type"));
	case LinkMessage::Kind::request:
		break;
	}
	if (!is_welcomed_)
		return invalid_message("request before welcome");
	listener_.on_request({message.id, std::move(message.request), std::move(message.data), outbox_});
	return std::nullopt;
}

LinkSession::End LinkSession::handle_welcome(const LinkMessage &welcome)
{
	if (welcome.protocol_major != names::protocol_major)
		return broken("protocol_mismatch",
			      "The PlayAlter plugin and daemon are of different versions (protocol " +
				      std::to_string(names::protocol_major) + " and " +
				      std::to_string(welcome.protocol_major) + "); install them together.");
	is_welcomed_ = true;
	is_newer_minor_ = welcome.protocol_minor > names::protocol_minor;
	listener_.on_welcome(welcome, outbox_);
	return std::nullopt;
}

} // namespace playalter
