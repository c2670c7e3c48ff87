// SPDX-License-Identifier: GPL-2.0-or-later
//
// MaskReader: one row for each way in which a record can be right or wrong.
#include "channel/mask-reader.hpp"

#include <cmath>
#include <limits>

#include "channel/frame-mapping.hpp"
#include "check.hpp"
#include "daemon-view.hpp"

using namespace playalter;
using playalter::testing::DaemonView;

namespace {

constexpr uint64_t kFrameId = 1000;
constexpr uint32_t kEpoch = 3;
constexpr uint32_t kSide32Bytes = 32 * 32 * 4;
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

struct Bench {
	Bench()
	{
		ChannelError error;
		mapping = FrameMapping::create(error);
		if (!mapping)
			throw std::runtime_error(error.message);
		daemon = std::make_unique<DaemonView>(mapping->memory_descriptor());
		request.frame_id = kFrameId;
		request.epoch = kEpoch;
		request.latest_frame_id = kFrameId + 8;
		daemon->publish_mask(kFrameId, kEpoch, 3, 0x5a);
	}

	MaskReadResult read() { return MaskReader(mapping->data()).read(request, copy); }

	std::unique_ptr<FrameMapping> mapping;
	std::unique_ptr<DaemonView> daemon;
	MaskRequest request;
	MaskCopy copy;
};

struct Record {
	MaskRecord &header;
	PatchRecord *patches;
	MaskRequest &request;
};

struct Row {
	const char *name;
	void (*change)(Record);
	MaskReadStatus status;
	InvalidReason reason;
};

constexpr auto kOk = MaskReadStatus::ok;
constexpr auto kInvalid = MaskReadStatus::invalid;
constexpr auto kMissing = MaskReadStatus::missing;
constexpr auto kNone = InvalidReason::none;

const Row rows[] = {
	{"untouched", [](Record) {}, kOk, kNone},

	{"other frame", [](Record r) { r.header.frame_id = kFrameId + kMaskSlots; }, kMissing, kNone},
	{"frame 0", [](Record r) { r.header.frame_id = 0; }, kMissing, kNone},
	{"other epoch", [](Record r) { r.header.epoch = kEpoch + 1; }, kMissing, kNone},
	{"nothing yet", [](Record r) { r.header.sequence = 0; }, kMissing, kNone},
	{"asked for frame 0", [](Record r) { r.request.frame_id = 0; }, kMissing, kNone},
	{"being written", [](Record r) { r.header.sequence = 5; }, MaskReadStatus::busy, kNone},
	{"highest sequence", [](Record r) { r.header.sequence = 0xfffffffe; }, kOk, kNone},

	{"unknown flag", [](Record r) { r.header.flags = 1u << 2; }, kInvalid, InvalidReason::flags_unknown},
	{"highest flag", [](Record r) { r.header.flags = 1u << 31; }, kInvalid, InvalidReason::flags_unknown},
	{"cover", [](Record r) { r.header.flags = kMaskFlagCover; }, kOk, kNone},
	{"cover that rests on nothing",
	 [](Record r) {
		 r.header.flags = kMaskFlagCover;
		 r.header.based_on_id = 0;
		 r.header.patch_count = 0;
		 r.header.pixel_bytes = 0;
	 },
	 kOk, kNone},
	{"cover with a bad patch",
	 [](Record r) {
		 r.header.flags = kMaskFlagCover;
		 r.patches[1].side = 33;
	 },
	 kInvalid, InvalidReason::patch_side},
	{"guess where none is allowed", [](Record r) { r.header.flags = kMaskFlagExtrapolated; }, kInvalid,
	 InvalidReason::extrapolated_not_allowed},
	{"cover as a guess where none is allowed",
	 [](Record r) { r.header.flags = kMaskFlagExtrapolated | kMaskFlagCover; }, kOk, kNone},
	{"guess in live mode",
	 [](Record r) {
		 r.header.flags = kMaskFlagExtrapolated;
		 r.header.based_on_id = kFrameId - 3;
		 r.request.allow_extrapolated = true;
	 },
	 kOk, kNone},

	{"based on the newest frame", [](Record r) { r.header.based_on_id = r.request.latest_frame_id; }, kOk, kNone},
	{"based on a frame to come", [](Record r) { r.header.based_on_id = r.request.latest_frame_id + 1; }, kInvalid,
	 InvalidReason::based_on_id},
	{"cover based on a frame to come",
	 [](Record r) {
		 r.header.flags = kMaskFlagCover;
		 r.header.based_on_id = UINT64_MAX;
	 },
	 kInvalid, InvalidReason::based_on_id},
	{"guess that doesn't say so", [](Record r) { r.header.based_on_id = kFrameId - 1; }, kInvalid,
	 InvalidReason::based_on_id},

	{"no patch", [](Record r) { r.header.patch_count = 0; }, kOk, kNone},
	{"patches one too many", [](Record r) { r.header.patch_count = kPatchesMax + 1; }, kInvalid,
	 InvalidReason::patch_count},
	{"patches far too many", [](Record r) { r.header.patch_count = UINT32_MAX; }, kInvalid,
	 InvalidReason::patch_count},
	{"full pixel area", [](Record r) { r.header.pixel_bytes = kMaskPixelBytes; }, kOk, kNone},
	{"pixels one too many", [](Record r) { r.header.pixel_bytes = kMaskPixelBytes + 1; }, kInvalid,
	 InvalidReason::pixel_bytes},
	{"pixels far too many", [](Record r) { r.header.pixel_bytes = UINT32_MAX; }, kInvalid,
	 InvalidReason::pixel_bytes},
	{"patches without pixels", [](Record r) { r.header.pixel_bytes = 0; }, kInvalid, InvalidReason::patch_offset},
	{"last patch one byte short", [](Record r) { r.header.pixel_bytes = 3 * kSide32Bytes - 1; }, kInvalid,
	 InvalidReason::patch_offset},

	{"side 16", [](Record r) { r.patches[0].side = 16; }, kOk, kNone},
	{"side 0", [](Record r) { r.patches[0].side = 0; }, kInvalid, InvalidReason::patch_side},
	{"side 8", [](Record r) { r.patches[0].side = 8; }, kInvalid, InvalidReason::patch_side},
	{"side 48", [](Record r) { r.patches[0].side = 48; }, kInvalid, InvalidReason::patch_side},
	{"side 512", [](Record r) { r.patches[0].side = 512; }, kInvalid, InvalidReason::patch_side},
	{"side 2^31", [](Record r) { r.patches[0].side = 1u << 31; }, kInvalid, InvalidReason::patch_side},
	{"side beyond the used pixels", [](Record r) { r.patches[2].side = 64; }, kInvalid,
	 InvalidReason::patch_offset},
	{"offset not aligned", [](Record r) { r.patches[0].pixel_offset = 32; }, kInvalid, InvalidReason::patch_offset},
	{"offset past the end", [](Record r) { r.patches[2].pixel_offset = 2 * kSide32Bytes + 64; }, kInvalid,
	 InvalidReason::patch_offset},
	{"offset that would wrap", [](Record r) { r.patches[2].pixel_offset = UINT32_MAX - 63; }, kInvalid,
	 InvalidReason::patch_offset},
	{"shared pixels", [](Record r) { r.patches[2].pixel_offset = 0; }, kOk, kNone},

	{"origin x NaN", [](Record r) { r.patches[2].origin_x = kNan; }, kInvalid, InvalidReason::patch_coordinates},
	{"origin y infinite", [](Record r) { r.patches[2].origin_y = -kInfinity; }, kInvalid,
	 InvalidReason::patch_coordinates},
	{"x axis x NaN", [](Record r) { r.patches[0].x_axis_x = kNan; }, kInvalid, InvalidReason::patch_coordinates},
	{"x axis y infinite", [](Record r) { r.patches[0].x_axis_y = kInfinity; }, kInvalid,
	 InvalidReason::patch_coordinates},
	{"y axis x NaN", [](Record r) { r.patches[0].y_axis_x = kNan; }, kInvalid, InvalidReason::patch_coordinates},
	{"y axis y too far", [](Record r) { r.patches[0].y_axis_y = 1e30f; }, kInvalid,
	 InvalidReason::patch_coordinates},
	{"origin at the limit",
	 [](Record r) { r.patches[0] = {65536.0f, -65536.0f, 0, 0, 0, 0, 32, 0, 1, {}}; }, kOk, kNone},
	{"origin past the limit", [](Record r) { r.patches[0].origin_x = std::nextafter(65536.0f, 1e9f); }, kInvalid,
	 InvalidReason::patch_coordinates},
	{"corner past the limit",
	 [](Record r) {
		 r.patches[0].origin_x = 60000;
		 r.patches[0].x_axis_x = 3000;
		 r.patches[0].y_axis_x = 3000;
	 },
	 kInvalid, InvalidReason::patch_coordinates},
	{"no area", [](Record r) { r.patches[0].x_axis_x = r.patches[0].x_axis_y = 0; }, kOk, kNone},
	{"bad patch beyond the count", [](Record r) { r.patches[3].side = 1; }, kOk, kNone},
	{"track id is free", [](Record r) { r.patches[0].track_id = UINT32_MAX; }, kOk, kNone},
	{"reserved is a newer minor's", [](Record r) { r.header.reserved[4] = r.patches[0].reserved[0] = 1; }, kOk,
	 kNone},
};

} // namespace

TEST_CASE("every field has its check")
{
	Bench bench;
	for (const Row &row : rows) {
		bench.daemon->publish_mask(kFrameId, kEpoch, 3);
		memset(static_cast<void *>(bench.daemon->patches(kFrameId) + 3), 0, sizeof(PatchRecord));
		bench.request = {kFrameId, kEpoch, kFrameId + 8, false};
		row.change({bench.daemon->mask(kFrameId), bench.daemon->patches(kFrameId), bench.request});
		const MaskReadResult result = bench.read();
		if (result.status != row.status || result.reason != row.reason)
			testing::report(__FILE__, __LINE__,
					std::string(row.name) + ": status " + std::to_string(int(result.status)) +
						", reason " + invalid_reason_name(result.reason));
		// Whoever draws a copy that isn't ok covers the frame.
		if (!result.is_ok()) {
			CHECK(bench.copy.is_cover);
			CHECK_EQ(bench.copy.patch_count, 0u);
			CHECK_EQ(bench.copy.pixel_bytes, 0u);
		}
		bench.daemon->mask(kFrameId).sequence = 2;
	}
}

TEST_CASE("copy holds what was published")
{
	Bench bench;
	REQUIRE(bench.read().is_ok());
	const MaskCopy &copy = bench.copy;
	CHECK_EQ(copy.frame_id, kFrameId);
	CHECK_EQ(copy.epoch, kEpoch);
	CHECK_EQ(copy.based_on_id, kFrameId);
	CHECK_EQ(copy.published_ns, 123456789u);
	CHECK(!copy.is_cover);
	CHECK(!copy.is_extrapolated);
	CHECK_EQ(copy.patch_count, 3u);
	CHECK_EQ(copy.pixel_bytes, 3 * kSide32Bytes);
	for (uint32_t index = 0; index < 3; index++) {
		CHECK_EQ(copy.patches[index].origin_x, 10.5f);
		CHECK_EQ(copy.patches[index].y_axis_y, 90.0f);
		CHECK_EQ(copy.patches[index].track_id, index + 1);
		CHECK_EQ(copy.patch_pixels(index)[0], 0x5a);
		CHECK_EQ(copy.patch_pixels(index)[kSide32Bytes - 1], 0x5a);
	}
}

TEST_CASE("flags are reported")
{
	Bench bench;
	bench.daemon->mask(kFrameId).flags = kMaskFlagCover;
	REQUIRE(bench.read().is_ok());
	CHECK(bench.copy.is_cover);
	bench.daemon->mask(kFrameId).flags = kMaskFlagExtrapolated;
	bench.request.allow_extrapolated = true;
	REQUIRE(bench.read().is_ok());
	CHECK(bench.copy.is_extrapolated);
	CHECK(!bench.copy.is_cover);
}

TEST_CASE("no more pixels are copied than are used")
{
	Bench bench;
	memset(bench.copy.pixels.get(), 0x11, kMaskPixelBytes);
	REQUIRE(bench.read().is_ok());
	CHECK_EQ(bench.copy.pixels[3 * kSide32Bytes - 1], 0x5a);
	CHECK_EQ(bench.copy.pixels[3 * kSide32Bytes], 0x11);
}

TEST_CASE("64 patches of the largest side that fits, and one byte less")
{
	Bench bench;
	bench.daemon->publish_mask(kFrameId, kEpoch, kPatchesMax);
	REQUIRE(bench.read().is_ok());
	CHECK_EQ(bench.copy.patch_count, kPatchesMax);

	for (uint32_t index = 0; index < 8; index++) {
		bench.daemon->patches(kFrameId)[index].side = 256;
		bench.daemon->patches(kFrameId)[index].pixel_offset = index * 256 * 256 * 4;
	}
	bench.daemon->mask(kFrameId).patch_count = 8;
	bench.daemon->mask(kFrameId).pixel_bytes = kMaskPixelBytes;
	CHECK(bench.read().is_ok());
	bench.daemon->mask(kFrameId).pixel_bytes = kMaskPixelBytes - 1;
	CHECK(bench.read().reason == InvalidReason::patch_offset);
}

TEST_CASE("reasons have stable names")
{
	CHECK_EQ(std::string(invalid_reason_name(InvalidReason::none)), "none");
	CHECK_EQ(std::string(invalid_reason_name(InvalidReason::extrapolated_not_allowed)),
		 "extrapolated_not_allowed");
	CHECK_EQ(std::string(invalid_reason_name(InvalidReason::patch_coordinates)), "patch_coordinates");
	CHECK_EQ(std::string(invalid_reason_name(InvalidReason(200))), "unknown");
}

TEST_MAIN
