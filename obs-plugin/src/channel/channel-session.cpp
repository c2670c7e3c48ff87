// SPDX-License-Identifier: GPL-2.0-or-later
//
// The conversation with the daemon. The channel's thread.
#include "channel-session.hpp"

#include <algorithm>
#include <poll.h>

#include "monotonic-clock.hpp"

namespace playalter {

namespace {

constexpr int kSilentHeartbeats = 3;
// Messages handled before the thread looks whether it should stop.
constexpr int kMessagesAtOnce = 32;

SessionEnd broken(const char *code, std::string message)
{
	return {SessionEndKind::broken, {code, std::move(message)}};
}

SessionEnd invalid_message(const std::string &field)
{
	return broken("message_invalid", "The PlayAlter daemon sent a message that breaks the protocol (" + field + ").");
}

} // namespace

ChannelSession::ChannelSession(UnixSocket socket, ChannelMailbox &mailbox, MappingExchange &exchange,
			       const ChannelTiming &timing, Listener listener)
	: socket_(std::move(socket)),
	  mailbox_(mailbox),
	  exchange_(exchange),
	  timing_(timing),
	  listener_(std::move(listener))
{
}

SessionEnd ChannelSession::run(std::unique_ptr<FrameMapping> mapping)
{
	mapping_ = std::move(mapping);
	return greet(*mapping_);
}

SessionEnd ChannelSession::run_offered()
{
	return greet(*exchange_.offered());
}

SessionEnd ChannelSession::greet(const FrameMapping &mapping)
{
	serial_ = mapping.serial();
	const std::string hello = write_hello(mailbox_.identity(), mailbox_.take_settings());
	const int descriptors[] = {mapping.memory_descriptor(), mapping.doorbell_descriptor()};
	const SendStatus sent = socket_.send(hello, descriptors, 2);
	// A daemon that closed at once may have left word why: that is read below.
	const bool is_greeted = sent == SendStatus::sent || sent == SendStatus::closed;
	grant_time(monotonic_ms());
	const SessionEnd end = is_greeted ? loop()
					  : broken("socket_failed", "The PlayAlter daemon could not be greeted.");
	// Whoever had it once can write to it for ever.
	exchange_.revoke();
	return end;
}

SessionEnd ChannelSession::loop()
{
	for (;;) {
		if (mailbox_.is_stopping())
			return {SessionEndKind::stopped, {}};
		if (const auto reason = mailbox_.take_invalid_report(serial_))
			return broken("record_invalid",
				      std::string("The PlayAlter daemon sent a mask that breaks the protocol (") +
					      invalid_reason_name(*reason) + ").");
		exchange_.collect();

		int64_t now_ms = monotonic_ms();
		int64_t wake_ms = deadline_ms_;
		if (is_welcomed_) {
			send_due(now_ms);
			wake_ms = std::min(wake_ms, next_stats_ms_);
		}
		wake_ms = std::max(wake_ms, now_ms);
		mailbox_.wait(socket_.descriptor(), short(POLLIN | (is_send_blocked_ ? POLLOUT : 0)),
			      wake_ms - now_ms);
		forgive_standstill(wake_ms);

		// Before the deadline is looked at: this thread may have slept longer than it asked for, and
		// what came in the meantime counts.
		if (const End end = receive_waiting())
			return *end;
		now_ms = monotonic_ms();
		if (now_ms < deadline_ms_)
			continue;
		if (!is_welcomed_)
			return {SessionEndKind::not_welcomed,
				{"welcome_timeout", "The PlayAlter daemon did not answer the filter in time."}};
		return {SessionEndKind::silent,
			{"daemon_silent", "The PlayAlter daemon stopped answering; it is started again."}};
	}
}

// This thread woke so late that the whole computer may have stood still, the daemon too: only now does its time run.
void ChannelSession::forgive_standstill(int64_t asked_ms)
{
	const int64_t now_ms = monotonic_ms();
	if (now_ms - asked_ms < timing_.heartbeat_ms)
		return;
	grant_time(now_ms);
}

// To the daemon, for its welcome or its next sign of life.
void ChannelSession::grant_time(int64_t now_ms)
{
	deadline_ms_ = now_ms + (is_welcomed_ ? kSilentHeartbeats * timing_.heartbeat_ms : timing_.welcome_timeout_ms);
}

// What can't be sent now: settings wait until it can, figures are sent anew in a while. A closed or broken
// socket shows when it is read.
void ChannelSession::send_due(int64_t now_ms)
{
	is_send_blocked_ = false;
	if (const auto settings = mailbox_.take_changed_settings()) {
		if (socket_.send(write_settings(*settings)) == SendStatus::would_block) {
			mailbox_.return_settings();
			is_send_blocked_ = true;
		}
	}
	if (now_ms < next_stats_ms_)
		return;
	next_stats_ms_ = now_ms + timing_.stats_interval_ms;
	auto reason = names::CoverReason::none;
	const FrameCounters counters = mailbox_.counters(reason);
	socket_.send(write_stats(counters, reason));
}

ChannelSession::End ChannelSession::receive_waiting()
{
	std::string text;
	for (int count = 0; count < kMessagesAtOnce; count++) {
		switch (socket_.receive(text)) {
		case ReceiveStatus::message:
			if (const End end = handle(text))
				return end;
			break;
		case ReceiveStatus::would_block:
			return std::nullopt;
		case ReceiveStatus::closed:
			return broken("connection_closed", "The PlayAlter daemon closed the connection.");
		case ReceiveStatus::oversized:
			return broken("message_oversized",
				      "The PlayAlter daemon sent a message that is longer than the protocol allows.");
		case ReceiveStatus::failed:
			return broken("socket_failed", "The connection to the PlayAlter daemon failed.");
		}
	}
	return std::nullopt;
}

ChannelSession::End ChannelSession::handle(const std::string &text)
{
	const DaemonMessage message = parse_daemon_message(text);
	switch (message.kind) {
	case DaemonMessage::Kind::invalid:
		return invalid_message(message.invalid_field);
	case DaemonMessage::Kind::refuse:
		return SessionEnd{SessionEndKind::refused, message.refusal};
	case DaemonMessage::Kind::welcome:
		return is_welcomed_ ? invalid_message("second welcome") : handle_welcome(message.welcome);
	case DaemonMessage::Kind::unknown:
		// A newer minor version may say more than we know.
		if (!is_newer_minor_)
			return invalid_message("type");
		break;
	case DaemonMessage::Kind::status:
		if (!is_welcomed_)
			return invalid_message("status before welcome");
		listener_.on_status(message.status, text);
		break;
	case DaemonMessage::Kind::preview:
		if (!is_welcomed_)
			return invalid_message("preview before welcome");
		listener_.on_preview(message.preview_fps);
		break;
	}
	grant_time(monotonic_ms());
	return std::nullopt;
}

ChannelSession::End ChannelSession::handle_welcome(const DaemonWelcome &welcome)
{
	if (welcome.protocol_major != names::protocol_major)
		return SessionEnd{SessionEndKind::refused,
				  {"protocol_mismatch",
				   "The PlayAlter plugin and daemon are of different versions (protocol " +
					   std::to_string(names::protocol_major) + " and " +
					   std::to_string(welcome.protocol_major) + "); install them together."}};
	is_welcomed_ = true;
	is_newer_minor_ = welcome.protocol_minor > names::protocol_minor;
	const int64_t now_ms = monotonic_ms();
	grant_time(now_ms);
	next_stats_ms_ = now_ms + timing_.stats_interval_ms;

	if (mapping_) {
		mapping_->prefault(uint32_t(names::limit_analysis_side));
		exchange_.offer(std::move(mapping_));
	}
	listener_.on_welcome(welcome);
	return std::nullopt;
}

} // namespace playalter
