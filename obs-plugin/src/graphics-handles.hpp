// SPDX-License-Identifier: GPL-2.0-or-later
//
// Owners for libobs graphics objects. Create and destroy them inside the graphics context only:
// on the graphics thread, or under a GraphicsLock.
#pragma once

#include <obs-module.h>

#include <memory>

namespace playalter {

class GraphicsLock {
public:
	GraphicsLock() { obs_enter_graphics(); }
	~GraphicsLock() { obs_leave_graphics(); }
	GraphicsLock(const GraphicsLock &) = delete;
	GraphicsLock &operator=(const GraphicsLock &) = delete;
};

struct TexrenderDeleter {
	void operator()(gs_texrender_t *texrender) const { gs_texrender_destroy(texrender); }
};
struct TextureDeleter {
	void operator()(gs_texture_t *texture) const { gs_texture_destroy(texture); }
};
struct StagesurfDeleter {
	void operator()(gs_stagesurf_t *stagesurf) const { gs_stagesurface_destroy(stagesurf); }
};

using Texrender = std::unique_ptr<gs_texrender_t, TexrenderDeleter>;
using Texture = std::unique_ptr<gs_texture_t, TextureDeleter>;
using Stagesurf = std::unique_ptr<gs_stagesurf_t, StagesurfDeleter>;

// Blend state for the length of a scope: blending on and additive, whatever the caller left behind. The
// functions are the user's to set.
class BlendScope {
public:
	BlendScope()
	{
		gs_blend_state_push();
		gs_enable_blending(true);
		gs_blend_op(GS_BLEND_OP_ADD);
	}
	~BlendScope() { gs_blend_state_pop(); }
	BlendScope(const BlendScope &) = delete;
	BlendScope &operator=(const BlendScope &) = delete;
};

// Linear blending into sRGB targets for the length of a scope, as OBS's own filters draw.
class FramebufferSrgbScope {
public:
	FramebufferSrgbScope() : previous_(gs_framebuffer_srgb_enabled()) { gs_enable_framebuffer_srgb(true); }
	~FramebufferSrgbScope() { gs_enable_framebuffer_srgb(previous_); }
	FramebufferSrgbScope(const FramebufferSrgbScope &) = delete;
	FramebufferSrgbScope &operator=(const FramebufferSrgbScope &) = delete;

private:
	bool previous_;
};

} // namespace playalter
