// SPDX-License-Identifier: GPL-2.0-or-later
//
// A FilterChannel without a supervisor, and a fake daemon for it to find, for tests.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "channel/filter-channel.hpp"
#include "check.hpp"
#include "fake-daemon.hpp"
#include "temporary-folder.hpp"

namespace playalter::testing {

// Long time-outs, so that only what a case provokes ends a connection; short pauses between attempts.
inline ChannelOptions options_in(const TemporaryFolder &folder)
{
	ChannelOptions options;
	options.identity.plugin_version = "0.1.0";
	options.identity.filter_uuid = "f1";
	options.identity.filter_name = "Privacy \"Mask\" \xc3\xa4";
	options.identity.source_name = "Camera";
	options.identity.obs_version = "29.0.2";
	options.runtime_folder = folder.path();
	options.timing.welcome_timeout_ms = 60000;
	options.timing.heartbeat_ms = 60000;
	options.timing.stats_interval_ms = 10;
	options.timing.retry_min_ms = 2;
	options.timing.retry_max_ms = 10;
	return options;
}

inline std::unique_ptr<FilterChannel> open_channel(ChannelOptions options)
{
	ChannelError error;
	auto channel = FilterChannel::create(std::move(options), error);
	if (!channel)
		throw std::runtime_error(error.message);
	return channel;
}

inline bool reaches(FilterChannel &channel, ChannelState state)
{
	return eventually([&] { return channel.state() == state; });
}

inline bool reports(FilterChannel &channel, const std::string &code)
{
	const bool is_reported = eventually([&] { return channel.snapshot().error.code == code; });
	if (!is_reported)
		report(__FILE__, __LINE__, "expected " + code + ", is " + channel.snapshot().error.code);
	return is_reported;
}

struct Connected {
	explicit Connected(ChannelOptions options, const TemporaryFolder &folder)
		: daemon(folder.file("daemon.sock")),
		  channel(open_channel(std::move(options))),
		  connection(daemon.accept()),
		  hello(connection.welcome())
	{
		if (!reaches(*channel, ChannelState::connected))
			throw std::runtime_error("not connected");
	}
	explicit Connected(const TemporaryFolder &folder) : Connected(options_in(folder), folder) {}

	FakeDaemon daemon;
	std::unique_ptr<FilterChannel> channel;
	FakeConnection connection;
	ReceivedMessage hello;
};

} // namespace playalter::testing
