// SPDX-License-Identifier: GPL-2.0-or-later
#include "test-source.hpp"

#include "frame-code.hpp"

#include <cstring>

namespace frame_host {

namespace {

constexpr uint32_t kVideo = OBS_SOURCE_VIDEO | OBS_SOURCE_SRGB;

const SourceKind kinds[] = {
	{"plain", kVideo, AlphaKind::opaque, GS_CS_SRGB},
	{"custom_draw", kVideo | OBS_SOURCE_CUSTOM_DRAW, AlphaKind::opaque, GS_CS_SRGB},
	{"async", OBS_SOURCE_ASYNC_VIDEO, AlphaKind::opaque, GS_CS_SRGB},
	{"alpha", kVideo, AlphaKind::straight, GS_CS_SRGB},
	{"premultiplied", kVideo | OBS_SOURCE_CUSTOM_DRAW, AlphaKind::premultiplied, GS_CS_SRGB},
	{"srgb_16f", kVideo | OBS_SOURCE_CUSTOM_DRAW, AlphaKind::opaque, GS_CS_SRGB_16F},
	{"voiced", kVideo | OBS_SOURCE_AUDIO, AlphaKind::opaque, GS_CS_SRGB},
	{"extended", kVideo | OBS_SOURCE_CUSTOM_DRAW, AlphaKind::opaque, GS_CS_709_EXTENDED},
};

constexpr uint64_t pack(Size size) { return uint64_t(size.width) << 32 | size.height; }

// As libobs's own sources draw: linear blending, and their own alpha convention.
void draw_custom(gs_texture_t *texture, AlphaKind alpha)
{
	const bool was_srgb = gs_framebuffer_srgb_enabled();
	gs_enable_framebuffer_srgb(true);
	gs_blend_state_push();
	if (alpha == AlphaKind::premultiplied)
		gs_blend_function(GS_BLEND_ONE, GS_BLEND_INVSRCALPHA);
	gs_effect_t *effect = obs_get_base_effect(OBS_EFFECT_DEFAULT);
	gs_effect_set_texture_srgb(gs_effect_get_param_by_name(effect, "image"), texture);
	while (gs_effect_loop(effect, "Draw"))
		gs_draw_sprite(texture, 0, 0, 0);
	gs_blend_state_pop();
	gs_enable_framebuffer_srgb(was_srgb);
}

} // namespace

void PictureClock::set_size(Size size) { wanted_size_.store(pack(size), std::memory_order_relaxed); }

void PictureClock::advance()
{
	const uint64_t wanted = wanted_size_.load(std::memory_order_relaxed);
	size_ = {uint32_t(wanted >> 32), uint32_t(wanted)};
	number_.store(next_frame_number(frame_number()), std::memory_order_relaxed);
}

TestSource::~TestSource()
{
	obs_enter_graphics();
	gs_texture_destroy(texture_);
	obs_leave_graphics();
}

void TestSource::tick()
{
	clock_.advance();
	if (kind_.output_flags & OBS_SOURCE_ASYNC)
		output_async();
}

void TestSource::output_async()
{
	const Size size = clock_.size();
	if (size.width == 0)
		return;
	paint_test_picture(rgba_, size, clock_.frame_number(), kind_.alpha);
	obs_source_frame frame = {};
	frame.data[0] = rgba_.data();
	frame.linesize[0] = size.width * 4;
	frame.width = size.width;
	frame.height = size.height;
	frame.format = VIDEO_FORMAT_RGBA;
	frame.full_range = true;
	frame.timestamp = obs_get_video_frame_time();
	obs_source_output_video(source_, &frame);
}

void TestSource::upload()
{
	const Size size = clock_.size();
	if (texture_ && texture_size_ != size) {
		gs_texture_destroy(texture_);
		texture_ = nullptr;
	}
	if (!texture_) {
		texture_ = gs_texture_create(size.width, size.height, GS_RGBA, 1, nullptr, GS_DYNAMIC);
		texture_size_ = size;
		uploaded_number_ = 0;
	}
	if (!texture_ || uploaded_number_ == clock_.frame_number())
		return;
	uploaded_number_ = clock_.frame_number();
	paint_test_picture(rgba_, size, uploaded_number_, kind_.alpha);
	gs_texture_set_image(texture_, rgba_.data(), size.width * 4, false);
}

void TestSource::render()
{
	if (clock_.size().width == 0)
		return;
	upload();
	if (!texture_)
		return;
	if (kind_.output_flags & OBS_SOURCE_CUSTOM_DRAW)
		draw_custom(texture_, kind_.alpha);
	else
		obs_source_draw(texture_, 0, 0, 0, 0, false);
}

namespace {

TestSource *as_test_source(void *data) { return static_cast<TestSource *>(data); }

obs_source_info make_info(const SourceKind &kind)
{
	obs_source_info info = {};
	info.id = kind.id;
	info.type = OBS_SOURCE_TYPE_INPUT;
	info.output_flags = kind.output_flags;
	info.type_data = const_cast<SourceKind *>(&kind);
	info.get_name = [](void *type_data) { return static_cast<const SourceKind *>(type_data)->id; };
	// libobs hands the type's data to create by way of the source's id.
	info.create = [](obs_data_t *settings, obs_source_t *source) -> void * {
		for (const SourceKind &candidate : kinds) {
			if (strcmp(candidate.id, obs_source_get_unversioned_id(source)) != 0)
				continue;
			auto *created = new TestSource(candidate, source);
			created->clock().set_size({uint32_t(obs_data_get_int(settings, "width")),
						   uint32_t(obs_data_get_int(settings, "height"))});
			if (candidate.output_flags & OBS_SOURCE_ASYNC)
				obs_source_set_async_unbuffered(source, true);
			return created;
		}
		return nullptr;
	};
	info.destroy = [](void *data) { delete as_test_source(data); };
	info.video_tick = [](void *data, float) { as_test_source(data)->tick(); };
	if (kind.output_flags & OBS_SOURCE_ASYNC)
		return info;
	info.get_width = [](void *data) { return as_test_source(data)->clock().size().width; };
	info.get_height = [](void *data) { return as_test_source(data)->clock().size().height; };
	info.video_render = [](void *data, gs_effect_t *) { as_test_source(data)->render(); };
	info.video_get_color_space = [](void *data, size_t, const gs_color_space *) {
		return as_test_source(data)->kind().space;
	};
	return info;
}

} // namespace

void register_test_sources()
{
	for (const SourceKind &kind : kinds) {
		const obs_source_info info = make_info(kind);
		obs_register_source(&info);
	}
}

bool is_source_kind(const char *id)
{
	for (const SourceKind &kind : kinds) {
		if (strcmp(kind.id, id) == 0)
			return true;
	}
	return false;
}

TestSource &test_source_of(obs_source_t *source) { return *static_cast<TestSource *>(obs_obj_get_data(source)); }

} // namespace frame_host
