// SPDX-License-Identifier: GPL-2.0-or-later
//
// MaskReader against a daemon that writes anything: whatever lies in the slot, a record that is read as ok
// keeps to the protocol's ranges, which are written out here again. Built with and without ASan.
#include "channel/mask-reader.hpp"

#include <cmath>
#include <random>

#include "channel/frame-mapping.hpp"
#include "check.hpp"
#include "daemon-view.hpp"

using namespace playalter;
using playalter::testing::DaemonView;

namespace {

constexpr int kSeeds = 8;
constexpr int kRecordsPerSeed = 32000;
constexpr uint64_t kSlotsUsed = 4;

class RecordMangler {
public:
	RecordMangler(DaemonView &daemon, uint32_t seed) : daemon_(daemon), random_(seed) {}

	void mangle(uint64_t id, uint32_t epoch)
	{
		daemon_.publish_mask(id, epoch, below(6));
		const uint32_t changes = below(4);
		for (uint32_t change = 0; change < changes; change++) {
			switch (below(8)) {
			case 0:
				flip_bit(&daemon_.mask(id), sizeof(MaskRecord));
				break;
			case 1:
				overwrite_word(&daemon_.mask(id), sizeof(MaskRecord));
				break;
			case 2:
				flip_bit(daemon_.patches(id), 6 * sizeof(PatchRecord));
				break;
			case 3:
				overwrite_word(daemon_.patches(id), 6 * sizeof(PatchRecord));
				break;
			case 4:
				daemon_.mask(id).patch_count = below(100);
				break;
			case 5:
				// Seldom the whole area: it is two megabytes to copy.
				daemon_.mask(id).pixel_bytes = below(50) == 0 ? below(1u << 22) : below(1u << 15);
				break;
			case 6:
				daemon_.mask(id).flags = below(5);
				daemon_.mask(id).based_on_id = id + below(6) - 3;
				break;
			case 7:
				move_patch(daemon_.patches(id)[below(6)]);
				break;
			}
		}
	}

	uint32_t below(uint32_t limit) { return std::uniform_int_distribution<uint32_t>(0, limit - 1)(random_); }

private:
	void flip_bit(void *area, uint32_t bytes) { static_cast<uint8_t *>(area)[below(bytes)] ^= 1u << below(8); }

	void overwrite_word(void *area, uint32_t bytes)
	{
		constexpr uint32_t words[] = {0,          1,          0x7f800000, 0xff800000, 0x7fc00000, 0x7fffffff,
					      0x80000000, 0xffffffff, 0x47800000, 0x47800001, 64,         65,
					      256,        0x200000,   0x200001,   0x3f800000};
		const uint32_t word = below(4) == 0 ? uint32_t(random_()) : words[below(16)];
		memcpy(static_cast<uint8_t *>(area) + below(bytes / 4) * 4, &word, 4);
	}

	void move_patch(PatchRecord &patch)
	{
		patch.side = 1u << below(12);
		patch.pixel_offset = below(1u << 14) * (below(2) ? 64 : 1);
		patch.origin_x = float(below(200000)) - 100000;
		patch.x_axis_x = float(below(200000)) - 100000;
	}

	DaemonView &daemon_;
	std::mt19937 random_;
};

bool is_in_range(float value)
{
	return std::isfinite(value) && value >= -65536.0f && value <= 65536.0f;
}

bool is_sound(const MaskCopy &copy, const MaskRequest &request)
{
	if (copy.frame_id != request.frame_id || copy.epoch != request.epoch || copy.patch_count > 64 ||
	    copy.pixel_bytes > 2 * 1024 * 1024 || copy.based_on_id > request.latest_frame_id)
		return false;
	if (!copy.is_cover && copy.is_extrapolated && !request.allow_extrapolated)
		return false;
	if (!copy.is_cover && !copy.is_extrapolated && copy.based_on_id < copy.frame_id)
		return false;
	for (uint32_t index = 0; index < copy.patch_count; index++) {
		const PatchRecord &patch = copy.patches[index];
		const bool is_side = patch.side == 16 || patch.side == 32 || patch.side == 64 || patch.side == 128 ||
				     patch.side == 256;
		if (!is_side || patch.pixel_offset % 64 != 0 ||
		    uint64_t(patch.pixel_offset) + uint64_t(patch.side) * patch.side * 4 > copy.pixel_bytes)
			return false;
		// Touched, for ASan to see.
		volatile uint8_t last = copy.patch_pixels(index)[patch.side * patch.side * 4 - 1];
		(void)last;
		for (int corner = 0; corner < 4; corner++) {
			const float x = patch.origin_x + (corner & 1 ? patch.x_axis_x : 0) +
					(corner & 2 ? patch.y_axis_x : 0);
			const float y = patch.origin_y + (corner & 1 ? patch.x_axis_y : 0) +
					(corner & 2 ? patch.y_axis_y : 0);
			if (!is_in_range(x) || !is_in_range(y))
				return false;
		}
	}
	return true;
}

} // namespace

TEST_CASE("a mangled record is never read as ok with a value out of range")
{
	ChannelError error;
	const auto mapping = FrameMapping::create(error);
	REQUIRE(mapping);
	DaemonView daemon(mapping->memory_descriptor());
	const MaskReader reader(mapping->data());
	MaskCopy copy;
	uint64_t statuses[4] = {};
	uint64_t reasons[kInvalidReasonCount] = {};

	for (uint32_t seed = 1; seed <= kSeeds; seed++) {
		RecordMangler mangler(daemon, seed);
		for (int count = 0; count < kRecordsPerSeed; count++) {
			MaskRequest request;
			request.frame_id = 1 + mangler.below(kSlotsUsed) + kMaskSlots * mangler.below(1000);
			request.epoch = mangler.below(3);
			request.latest_frame_id = request.frame_id + mangler.below(2);
			request.allow_extrapolated = mangler.below(2);
			// A sequence that a change made odd would stay odd.
			daemon.mask(request.frame_id).sequence = 0;
			mangler.mangle(request.frame_id, request.epoch);

			const MaskReadResult result = reader.read(request, copy);
			statuses[size_t(result.status)]++;
			reasons[size_t(result.reason)]++;
			CHECK((result.status == MaskReadStatus::invalid) == (result.reason != InvalidReason::none));
			if (result.is_ok())
				REQUIRE(is_sound(copy, request));
			else
				REQUIRE(copy.is_cover && copy.patch_count == 0);
		}
	}

	// The mangling reached every outcome, or it would prove nothing.
	for (const uint64_t count : statuses)
		CHECK(count > 50);
	for (uint32_t reason = 1; reason < kInvalidReasonCount; reason++) {
		if (reasons[reason] < 50)
			testing::report(__FILE__, __LINE__, std::string("reason hardly seen: ") +
								   invalid_reason_name(InvalidReason(reason)));
	}
	printf("%d records: %llu missing, %llu busy, %llu ok, %llu invalid\n", kSeeds * kRecordsPerSeed,
	       (unsigned long long)statuses[0], (unsigned long long)statuses[1], (unsigned long long)statuses[2],
	       (unsigned long long)statuses[3]);
}

TEST_MAIN
