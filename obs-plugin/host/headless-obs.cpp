// SPDX-License-Identifier: GPL-2.0-or-later
#include "headless-obs.hpp"

#include <X11/Xlib.h>
#include <obs-nix-platform.h>
#include <obs.h>
#include <util/base.h>
#include <util/bmem.h>

#include <cstdarg>
#include <cstdio>

namespace frame_host {

namespace {

void log_to_stderr(int level, const char *format, va_list arguments, void *)
{
	if (level > LOG_INFO)
		return;
	char line[4096];
	vsnprintf(line, sizeof(line), format, arguments);
	fprintf(stderr, "%s\n", line);
}

bool reset_video(unsigned frames_per_second)
{
	obs_video_info info = {};
	info.graphics_module = "libobs-opengl";
	info.fps_num = frames_per_second;
	info.fps_den = 1;
	// The canvas itself shows nothing here; the smallest one costs least.
	info.base_width = info.output_width = 64;
	info.base_height = info.output_height = 64;
	info.output_format = VIDEO_FORMAT_BGRA;
	info.colorspace = VIDEO_CS_709;
	info.range = VIDEO_RANGE_FULL;
	info.scale_type = OBS_SCALE_BILINEAR;
	return obs_reset_video(&info) == OBS_VIDEO_SUCCESS;
}

bool reset_audio()
{
	obs_audio_info info = {};
	info.samples_per_sec = 48000;
	info.speakers = SPEAKERS_MONO;
	return obs_reset_audio(&info);
}

} // namespace

bool HeadlessObs::start(const HeadlessObsOptions &options, std::string &error)
{
	if (start_steps(options, error))
		return true;
	stop();
	return false;
}

bool HeadlessObs::start_steps(const HeadlessObsOptions &options, std::string &error)
{
	base_set_log_handler(log_to_stderr, nullptr);
	XInitThreads();
	display_ = XOpenDisplay(nullptr);
	if (!display_) {
		error = "no X display; DISPLAY must name a running server";
		return false;
	}
	obs_set_nix_platform(OBS_NIX_PLATFORM_X11_EGL);
	obs_set_nix_platform_display(display_);
	is_started_ = true;
	if (!obs_startup("en-US", options.config_path.c_str(), nullptr)) {
		error = "obs_startup failed";
		return false;
	}
	if (!reset_audio() || !reset_video(options.frames_per_second)) {
		error = "libobs could not start audio or video";
		return false;
	}
	obs_module_t *module = nullptr;
	const int opened =
		obs_open_module(&module, options.module_path.c_str(), options.module_data_path.c_str());
	if (opened != MODULE_SUCCESS || !obs_init_module(module)) {
		error = "the module " + options.module_path + " could not be loaded (" + std::to_string(opened) + ")";
		return false;
	}
	obs_post_load_modules();
	return true;
}

long HeadlessObs::stop()
{
	if (is_started_)
		obs_shutdown();
	is_started_ = false;
	if (display_)
		XCloseDisplay(static_cast<Display *>(display_));
	display_ = nullptr;
	return bnum_allocs();
}

} // namespace frame_host
