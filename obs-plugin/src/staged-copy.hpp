// SPDX-License-Identifier: GPL-2.0-or-later
//
// A small copy of a picture on its way from the GPU: drawn and staged in one tick, read in a later one, so that the
// graphics thread never waits for the GPU. Graphics thread.
//
// The staged surface has a row more than the copy, filled with a colour that is the copy's id: libobs reports neither
// a failed copy to the CPU nor a failed draw, and a picture must never be taken for another.
#pragma once

#include "graphics-handles.hpp"

#include <cstdint>

namespace playalter {

// Above this reduction plain bilinear sampling would skip pixels, and with them small faces.
constexpr float kBilinearReductionMax = 2.0f;

struct PictureSize {
	uint32_t width;
	uint32_t height;
};

// The long side is `side_max` at most; never scaled up.
PictureSize size_within(uint32_t width, uint32_t height, uint32_t side_max);

class StagedCopy {
public:
	// Starts a copy. `draw` fills size.width x size.height of an sRGB target (framebuffer sRGB on), true if it
	// did. False if the GPU refuses; nothing is under way then.
	template<typename Draw> bool stage(PictureSize size, uint64_t id, Draw draw)
	{
		if (!begin(size))
			return false;
		bool is_drawn;
		{
			FramebufferSrgbScope srgb;
			BlendScope blend;
			is_drawn = draw() && draw_id_row(size, id);
		}
		return finish(id, is_drawn);
	}

	bool is_under_way() const { return staged_index_ >= 0; }

	// Hands what was staged in an earlier tick to `take(rows, stride_bytes)`, unless it is not the picture that was
	// asked for. It stays under way: stage() or forget() ends it.
	template<typename Take> void read(Take take)
	{
		uint32_t stride_bytes = 0;
		const uint8_t *rows = map(stride_bytes);
		if (!rows)
			return;
		if (is_right(rows, stride_bytes))
			take(rows, stride_bytes);
		unmap();
	}

	// What is under way does not count any more.
	void forget() { staged_index_ = -1; }

private:
	struct Surface {
		Stagesurf surface;
		PictureSize size{0, 0}; // with the id's row
		uint64_t id = 0;
	};

	bool begin(PictureSize size);
	bool draw_id_row(PictureSize size, uint64_t id);
	bool finish(uint64_t id, bool is_drawn);
	const uint8_t *map(uint32_t &stride_bytes);
	bool is_right(const uint8_t *rows, uint32_t stride_bytes);
	void unmap();

	Texrender scaled_;
	Surface surfaces_[2];
	int next_index_ = 0;
	int staged_index_ = -1;
	bool is_copy_wrong_ = false;
	gs_effect_t *solid_ = nullptr;
};

} // namespace playalter
