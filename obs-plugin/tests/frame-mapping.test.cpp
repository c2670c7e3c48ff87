// SPDX-License-Identifier: GPL-2.0-or-later
//
// FrameMapping: what the daemon finds in the memory, and what the memory allows.
#include "channel/frame-mapping.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include "check.hpp"
#include "daemon-view.hpp"

using namespace playalter;
using playalter::testing::DaemonView;

namespace {

std::unique_ptr<FrameMapping> make_mapping()
{
	ChannelError error;
	auto mapping = FrameMapping::create(error);
	if (!mapping)
		throw std::runtime_error(error.message);
	return mapping;
}

FrameInfo frame_info(uint64_t id, uint32_t width, uint32_t height)
{
	FrameInfo info;
	info.frame_id = id;
	info.epoch = 7;
	info.captured_ns = 1000 + id;
	info.published_ns = 2000 + id;
	info.source_width = 1920;
	info.source_height = 1080;
	info.width = width;
	info.height = height;
	info.mode = names::MaskMode::live;
	info.delay_frames = 11;
	info.look_ahead_frames = 8;
	info.frame_interval_ns = 33333333;
	return info;
}

PreviewInfo preview_info(uint64_t number, uint32_t width, uint32_t height)
{
	PreviewInfo info;
	info.state = names::OutputState::extrapolated;
	info.number = number;
	info.frame_id = number + 10;
	info.newest_id = number + 20;
	info.drawn_ns = 1000 + number;
	info.published_ns = 2000 + number;
	info.width = width;
	info.height = height;
	return info;
}

// `height` rows of `width` pixels, `stride_bytes` apart; what lies between the rows is 0xee.
std::vector<uint8_t> picture(uint32_t width, uint32_t height, size_t stride_bytes, uint8_t seed)
{
	std::vector<uint8_t> bytes(stride_bytes * height, 0xee);
	for (uint32_t y = 0; y < height; y++) {
		for (uint32_t x = 0; x < width * 4; x++)
			bytes[y * stride_bytes + x] = uint8_t(seed + y * 31 + x * 7);
	}
	return bytes;
}

bool has_picture(const uint8_t *pixels, uint32_t width, uint32_t height, uint8_t seed)
{
	const auto expected = picture(width, height, size_t(width) * 4, seed);
	return memcmp(pixels, expected.data(), expected.size()) == 0;
}

} // namespace

TEST_CASE("header says what the layout says")
{
	const auto mapping = make_mapping();
	DaemonView daemon(mapping->memory_descriptor());
	const ChannelHeader &header = daemon.header();
	CHECK_EQ(header.magic, 0x434d4150u);
	CHECK(memcmp(&header.magic, "PAMC", 4) == 0);
	CHECK_EQ(header.major, kChannelMajor);
	CHECK_EQ(header.minor, kChannelMinor);
	CHECK_EQ(header.total_bytes, kChannelBytes);
	CHECK_EQ(header.frame_slots, kFrameSlots);
	CHECK_EQ(header.mask_slots, kMaskSlots);
	CHECK_EQ(header.frame_slot_bytes, kFrameSlotBytes);
	CHECK_EQ(header.mask_slot_bytes, kMaskSlotBytes);
	CHECK_EQ(header.latest_frame_id.load(), 0u);
	CHECK_EQ(header.latest_mask_id.load(), 0u);
	CHECK_EQ(header.preview_slots, kPreviewSlots);
	CHECK_EQ(header.preview_slot_bytes, kPreviewSlotBytes);
	CHECK_EQ(header.latest_preview.load(), 0u);
	CHECK_EQ(mapping->latest_frame_id(), 0u);
}

TEST_CASE("size is sealed, descriptors close on exec")
{
	const auto mapping = make_mapping();
	const int memory = mapping->memory_descriptor();
	struct stat info = {};
	REQUIRE(fstat(memory, &info) == 0);
	CHECK_EQ(uint64_t(info.st_size), kChannelBytes);
	CHECK_EQ(fcntl(memory, F_GET_SEALS), F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
	CHECK(ftruncate(memory, 4096) != 0);
	CHECK(ftruncate(memory, off_t(kChannelBytes * 2)) != 0);
	CHECK(fcntl(memory, F_GETFD) & FD_CLOEXEC);
	CHECK(fcntl(mapping->doorbell_descriptor(), F_GETFD) & FD_CLOEXEC);
	CHECK(fcntl(mapping->doorbell_descriptor(), F_GETFL) & O_NONBLOCK);
}

TEST_CASE("frames arrive whole, with and without row padding")
{
	const auto mapping = make_mapping();
	DaemonView daemon(mapping->memory_descriptor());
	struct Shape {
		uint32_t width, height;
		size_t padding;
	};
	const Shape shapes[] = {{640, 360, 0}, {640, 360, 256}, {1, 1, 0}, {3, 5, 4}, {333, 7, 28},
				{kAnalysisSideMax, kAnalysisSideMax, 0}, {kAnalysisSideMax, 2, 64}};
	uint64_t id = 0;
	for (const Shape &shape : shapes) {
		id += 3;
		const size_t stride = size_t(shape.width) * 4 + shape.padding;
		const auto pixels = picture(shape.width, shape.height, stride, uint8_t(id));
		// The last row has no padding after it: reading it would be an overrun, which ASan sees.
		const std::vector<uint8_t> exact(pixels.begin(), pixels.end() - long(shape.padding));
		CHECK(mapping->publish(frame_info(id, shape.width, shape.height), exact.data(), stride));

		const FrameRecord &record = daemon.frame(id);
		CHECK_EQ(record.sequence.load() % 2, 0u);
		CHECK(record.sequence.load() > 0);
		CHECK_EQ(record.frame_id, id);
		CHECK_EQ(record.epoch, 7u);
		CHECK_EQ(record.captured_ns, 1000 + id);
		CHECK_EQ(record.published_ns, 2000 + id);
		CHECK_EQ(record.source_width, 1920u);
		CHECK_EQ(record.source_height, 1080u);
		CHECK_EQ(record.width, shape.width);
		CHECK_EQ(record.height, shape.height);
		CHECK_EQ(record.mode, 2u);
		CHECK_EQ(record.delay_frames, 11u);
		CHECK_EQ(record.look_ahead_frames, 8u);
		CHECK_EQ(record.frame_interval_ns, 33333333u);
		CHECK(has_picture(daemon.frame_pixels(id), shape.width, shape.height, uint8_t(id)));
		CHECK_EQ(daemon.header().latest_frame_id.load(), id);
		CHECK_EQ(mapping->latest_frame_id(), id);
	}
}

TEST_CASE("last four frames are kept apart")
{
	const auto mapping = make_mapping();
	DaemonView daemon(mapping->memory_descriptor());
	for (uint64_t id = 1; id <= 11; id++)
		CHECK(mapping->publish(frame_info(id, 16, 9), picture(16, 9, 64, uint8_t(id)).data(), 64));
	for (uint64_t id = 8; id <= 11; id++) {
		CHECK_EQ(daemon.frame(id).frame_id, id);
		CHECK(has_picture(daemon.frame_pixels(id), 16, 9, uint8_t(id)));
	}
}

TEST_CASE("previews arrive whole, apart from the frames, and the last two are kept")
{
	const auto mapping = make_mapping();
	DaemonView daemon(mapping->memory_descriptor());
	CHECK(mapping->publish(frame_info(1, 16, 9), picture(16, 9, 64, 99).data(), 64));
	struct Shape {
		uint32_t width, height;
		size_t padding;
	};
	const Shape shapes[] = {{320, 180, 0}, {320, 180, 64}, {1, 1, 0}, {kPreviewSideMax, kPreviewSideMax, 0}, {3, 5, 4}};
	uint64_t number = 0;
	for (const Shape &shape : shapes) {
		number += 3;
		const size_t stride = size_t(shape.width) * 4 + shape.padding;
		const auto pixels = picture(shape.width, shape.height, stride, uint8_t(number));
		const std::vector<uint8_t> exact(pixels.begin(), pixels.end() - long(shape.padding));
		CHECK(mapping->publish_preview(preview_info(number, shape.width, shape.height), exact.data(), stride));

		const PreviewRecord &record = daemon.preview(number);
		CHECK(record.sequence.load() > 0);
		CHECK_EQ(record.sequence.load() % 2, 0u);
		CHECK_EQ(record.state, 2u);
		CHECK_EQ(record.number, number);
		CHECK_EQ(record.frame_id, number + 10);
		CHECK_EQ(record.newest_id, number + 20);
		CHECK_EQ(record.drawn_ns, 1000 + number);
		CHECK_EQ(record.published_ns, 2000 + number);
		CHECK_EQ(record.width, shape.width);
		CHECK_EQ(record.height, shape.height);
		CHECK(has_picture(daemon.preview_pixels(number), shape.width, shape.height, uint8_t(number)));
		CHECK_EQ(daemon.header().latest_preview.load(), number);
	}
	CHECK_EQ(daemon.preview(number - 3).number, number - 3);
	CHECK_EQ(daemon.header().latest_frame_id.load(), 1u);
	CHECK(has_picture(daemon.frame_pixels(1), 16, 9, 99));
}

TEST_CASE("what a preview's slot can't hold is not published")
{
	const auto mapping = make_mapping();
	DaemonView daemon(mapping->memory_descriptor());
	const auto pixels = picture(64, 64, 256, 1);
	REQUIRE(mapping->publish_preview(preview_info(5, 64, 64), pixels.data(), 256));
	const auto is_refused = [&](const PreviewInfo &info, size_t stride) {
		return !mapping->publish_preview(info, pixels.data(), stride);
	};
	CHECK(is_refused(preview_info(0, 64, 64), 256));
	CHECK(is_refused(preview_info(5, 64, 64), 256));
	CHECK(is_refused(preview_info(6, 0, 64), 256));
	CHECK(is_refused(preview_info(6, 64, 0), 256));
	CHECK(is_refused(preview_info(6, kPreviewSideMax + 1, 1), (kPreviewSideMax + 1) * 4));
	CHECK(is_refused(preview_info(6, 1, kPreviewSideMax + 1), 4));
	CHECK(is_refused(preview_info(6, 64, 64), 255));
	CHECK(!mapping->publish_preview(preview_info(6, 64, 64), nullptr, 256));
	CHECK_EQ(daemon.header().latest_preview.load(), 5u);
	CHECK_EQ(daemon.preview(6).sequence.load(), 0u);
	CHECK(mapping->publish_preview(preview_info(6, 64, 64), pixels.data(), 256));
}

TEST_CASE("what the layout can't hold is not published")
{
	const auto mapping = make_mapping();
	DaemonView daemon(mapping->memory_descriptor());
	const auto pixels = picture(64, 64, 256, 1);
	REQUIRE(mapping->publish(frame_info(5, 64, 64), pixels.data(), 256));

	const auto is_refused = [&](const FrameInfo &info, size_t stride) {
		return !mapping->publish(info, pixels.data(), stride);
	};
	CHECK(is_refused(frame_info(0, 64, 64), 256));
	CHECK(is_refused(frame_info(4, 64, 64), 256));
	CHECK(is_refused(frame_info(5, 64, 64), 256));
	CHECK(is_refused(frame_info(6, 0, 64), 256));
	CHECK(is_refused(frame_info(6, 64, 0), 256));
	CHECK(is_refused(frame_info(6, kAnalysisSideMax + 1, 1), (kAnalysisSideMax + 1) * 4));
	CHECK(is_refused(frame_info(6, 1, kAnalysisSideMax + 1), 4));
	CHECK(is_refused(frame_info(6, 64, 64), 255));
	CHECK(!mapping->publish(frame_info(6, 64, 64), nullptr, 256));
	FrameInfo info = frame_info(6, 64, 64);
	info.source_width = 0;
	CHECK(is_refused(info, 256));
	info.source_width = kSourceSideMax + 1;
	CHECK(is_refused(info, 256));

	CHECK_EQ(daemon.header().latest_frame_id.load(), 5u);
	CHECK_EQ(daemon.frame(6).sequence.load(), 0u);
	CHECK(mapping->publish(frame_info(6, 64, 64), pixels.data(), 256));
}

TEST_CASE("each frame rings the doorbell, and a full one doesn't block")
{
	const auto mapping = make_mapping();
	const auto pixels = picture(8, 8, 32, 1);
	const auto is_rung = [&] {
		pollfd bell = {mapping->doorbell_descriptor(), POLLIN, 0};
		return poll(&bell, 1, 0) == 1;
	};
	CHECK(!is_rung());
	CHECK(mapping->publish(frame_info(1, 8, 8), pixels.data(), 32));
	CHECK(is_rung());

	const uint64_t nearly_full = UINT64_MAX - 2;
	REQUIRE(write(mapping->doorbell_descriptor(), &nearly_full, sizeof(nearly_full)) == sizeof(nearly_full));
	for (uint64_t id = 2; id < 6; id++)
		CHECK(mapping->publish(frame_info(id, 8, 8), pixels.data(), 32));
	CHECK(is_rung());
}

TEST_CASE("a peer that scribbles over a sequence cannot invert the lock")
{
	const auto mapping = make_mapping();
	DaemonView daemon(mapping->memory_descriptor());
	const auto pixels = picture(8, 8, 32, 1);
	for (const uint32_t planted : {1u, 3u, 0xfffffffeu, 0xffffffffu}) {
		const uint64_t id = mapping->latest_frame_id() + 1;
		daemon.frame(id).sequence.store(planted);
		CHECK(mapping->publish(frame_info(id, 8, 8), pixels.data(), 32));
		CHECK_EQ(daemon.frame(id).sequence.load() % 2, 0u);
		CHECK(daemon.frame(id).sequence.load() != 0);
		daemon.preview(id).sequence.store(planted);
		CHECK(mapping->publish_preview(preview_info(id, 8, 8), pixels.data(), 32));
		CHECK_EQ(daemon.preview(id).sequence.load() % 2, 0u);
		CHECK(daemon.preview(id).sequence.load() != 0);
	}
}

TEST_CASE("prefault leaves the rings as they are, and serials differ")
{
	const auto first = make_mapping();
	const auto second = make_mapping();
	CHECK(first->serial() != second->serial());
	first->prefault(uint32_t(names::limit_analysis_side));
	first->prefault(UINT32_MAX);
	DaemonView daemon(first->memory_descriptor());
	for (uint64_t id = 1; id <= kFrameSlots; id++)
		CHECK_EQ(daemon.frame(id).sequence.load(), 0u);
}

TEST_CASE("what can't be read any more is known")
{
	const auto mapping = make_mapping();
	const std::vector<uint8_t> pixels(8 * 8 * 4, 1);
	CHECK_EQ(mapping->oldest_readable_id(), UINT64_MAX);
	for (uint64_t id = 3; id <= 3 * kFrameSlots; id += 3) {
		CHECK(mapping->publish(frame_info(id, 8, 8), pixels.data(), 32));
		CHECK_EQ(mapping->oldest_readable_id(), 3u);
	}
	// A frame more than there are slots is left for whoever asks late.
	CHECK(mapping->publish(frame_info(15, 8, 8), pixels.data(), 32));
	CHECK_EQ(mapping->oldest_readable_id(), 3u);
	CHECK(mapping->publish(frame_info(18, 8, 8), pixels.data(), 32));
	CHECK_EQ(mapping->oldest_readable_id(), 6u);
	CHECK(!mapping->publish(frame_info(18, 8, 8), pixels.data(), 32));
	CHECK_EQ(mapping->oldest_readable_id(), 6u);
}

TEST_MAIN
