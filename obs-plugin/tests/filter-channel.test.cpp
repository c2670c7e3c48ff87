// SPDX-License-Identifier: GPL-2.0-or-later
//
// FilterChannel against a daemon that keeps to the protocol: what goes out and what comes back. No
// supervisor: see daemon-lifecycle.test.cpp.
#include <fcntl.h>

#include "connected-channel.hpp"
#include "daemon-view.hpp"

using namespace playalter;
using namespace playalter::testing;

TEST_CASE("hello carries who, what and the two descriptors")
{
	const TemporaryFolder folder;
	ChannelOptions options = options_in(folder);
	options.settings.mask_type = names::MaskType::blur;
	options.settings.intensity = 250;
	options.settings.mask_color = 0xffabcdefu;
	options.settings.mode = names::MaskMode::exact;
	options.settings.look_ahead_ms = -5;
	options.identity.source_name = std::string(511, 'x') + "\xc3\xa4";
	options.identity.filter_uuid = "broken\xff";
	Connected peer(options, folder);

	const std::string &text = peer.hello.text;
	has(text, R"("protocol":{)");
	has(text, "\"major\":" + std::to_string(names::protocol_major));
	has(text, R"("minor":0)");
	has(text, R"("plugin_version":"0.1.0")");
	has(text, R"("filter_uuid":"broken?")");
	has(text, "\"filter_name\":\"Privacy \\\"Mask\\\" \xc3\xa4\"");
	has(text, "\"source_name\":\"" + std::string(511, 'x') + "\"");
	has(text, R"("obs_version":"29.0.2")");
	has(text, R"("mask_type":"blur")");
	has(text, R"("intensity":100)");
	has(text, R"("mask_color":4289449455)");
	has(text, R"("mode":"exact")");
	has(text, R"("look_ahead_ms":0)");

	REQUIRE(peer.hello.descriptors.size() == 2);
	DaemonView view(peer.hello.descriptors[0].get());
	CHECK_EQ(view.header().magic, kChannelMagic);
	CHECK_EQ(fcntl(peer.hello.descriptors[0].get(), F_GET_SEALS), F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
	const ChannelSnapshot snapshot = peer.channel->snapshot();
	CHECK_EQ(snapshot.daemon_version, "0.1.0");
	CHECK_EQ(snapshot.daemon_pid, 4711);
	CHECK_EQ(snapshot.provider, "cpu");
	CHECK_EQ(snapshot.connections, 1u);
	CHECK(!snapshot.error);
}

TEST_CASE("frames go out, masks come back")
{
	const TemporaryFolder folder;
	Connected peer(folder);
	FrameMapping *mapping = peer.channel->acquire();
	REQUIRE(mapping);
	DaemonView view(peer.hello.descriptors.at(0).get());

	FrameInfo info;
	info.frame_id = 1;
	info.epoch = 1;
	info.source_width = info.source_height = 64;
	info.width = info.height = 4;
	const std::vector<uint8_t> pixels(64, 0x42);
	CHECK(mapping->publish(info, pixels.data(), 16));
	uint64_t rings = 0;
	REQUIRE(read(peer.hello.descriptors.at(1).get(), &rings, sizeof(rings)) == sizeof(rings));
	CHECK_EQ(rings, 1u);
	CHECK_EQ(view.header().latest_frame_id.load(), 1u);
	CHECK_EQ(view.frame_pixels(1)[63], 0x42);

	view.publish_mask(1, 1, 2);
	MaskCopy copy;
	CHECK(MaskReader(mapping->data()).read({1, 1, mapping->latest_frame_id(), false}, copy).is_ok());
	CHECK_EQ(copy.patch_count, 2u);
}

TEST_CASE("settings are sent when they change, figures all the time")
{
	const TemporaryFolder folder;
	Connected peer(folder);
	StreamSettings settings;
	peer.channel->set_settings(settings);
	CHECK(peer.connection.is_quiet_for(50));

	settings.mode = names::MaskMode::live;
	settings.intensity = 30;
	peer.channel->set_settings(settings);
	const std::string changed = peer.connection.receive_of_type("filter.settings").text;
	has(changed, R"("mode":"live")");
	has(changed, R"("intensity":30)");

	peer.channel->set_counters({10, 4, 3, 2}, names::CoverReason::mask_late);
	CHECK(eventually([&] {
		const std::string text = peer.connection.receive_of_type("filter.stats").text;
		return text.find(R"("masked":10)") != std::string::npos &&
		       text.find(R"("repeated":4)") != std::string::npos &&
		       text.find(R"("extrapolated":3)") != std::string::npos &&
		       text.find(R"("covered":2)") != std::string::npos &&
		       text.find(R"("drawn":19)") != std::string::npos &&
		       text.find(R"("cover_reason":"mask_late")") != std::string::npos;
	}));
}

TEST_CASE("settings that change while nobody reads arrive in the end")
{
	const TemporaryFolder folder;
	Connected peer(folder);
	StreamSettings settings;
	// Far more than a socket holds; none of the calls may wait for the daemon.
	for (int change = 0; change < 5000; change++) {
		settings.mask_color = uint32_t(change);
		peer.channel->set_settings(settings);
		if (change % 16 == 0)
			poll(nullptr, 0, 1);
	}
	const std::string last = "\"mask_color\":4999";
	CHECK(eventually([&] { return peer.connection.receive().text.find(last) != std::string::npos; }));
	CHECK(peer.channel->state() == ChannelState::connected);
}

TEST_CASE("status is kept, parsed and as it came")
{
	const TemporaryFolder folder;
	Connected peer(folder);
	CHECK(!peer.channel->snapshot().status);
	const std::string json = status_message("warming", 3);
	peer.connection.send(json);
	REQUIRE(eventually([&] { return peer.channel->snapshot().status.has_value(); }));
	const ChannelSnapshot snapshot = peer.channel->snapshot();
	CHECK_EQ(snapshot.status_json, json);
	CHECK(snapshot.status->state == StreamState::warming);
	CHECK_EQ(snapshot.status->faces, 3);
	CHECK_EQ(snapshot.status->faces_masked, 5);
	CHECK_EQ(snapshot.status->frame_to_mask_ms.p99, 11.5);
	CHECK_EQ(snapshot.status->frame_to_mask_ms.p50, 4.0);
	CHECK_EQ(snapshot.status->detect_ms.n, 120);
	CHECK_EQ(snapshot.status->rss_mb, 180.5);
}

TEST_CASE("previews are wished for by the connected daemon, and for a while")
{
	const TemporaryFolder folder;
	Connected peer(folder);
	const auto wish = [&](int fps) {
		peer.connection.send(R"({"type":"stream.preview","fps":)" + std::to_string(fps) + "}");
	};
	const auto becomes = [&](uint32_t fps) { return eventually([&] { return peer.channel->preview_fps() == fps; }); };
	CHECK_EQ(peer.channel->preview_fps(), 0u);
	wish(15);
	CHECK(becomes(15));
	wish(4);
	CHECK(becomes(4));
	wish(0);
	CHECK(becomes(0));

	// Nobody renews it.
	wish(15);
	REQUIRE(becomes(15));
	const int64_t until_ms = monotonic_ms() + names::limit_preview_lease_ms;
	CHECK(becomes(0));
	CHECK(monotonic_ms() >= until_ms - 1000);

	// The daemon goes.
	wish(15);
	REQUIRE(becomes(15));
	{
		const FakeConnection gone = std::move(peer.connection);
	}
	const int64_t gone_ms = monotonic_ms();
	CHECK(becomes(0));
	CHECK(monotonic_ms() < gone_ms + names::limit_preview_lease_ms - 500);
}

TEST_MAIN
