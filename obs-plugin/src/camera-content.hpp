// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a Private Camera shows, as its settings say, and the making of an owned child from them. Any thread.
#pragma once

#include "obs-handles.hpp"

#include <obs-module.h>

#include <string>

namespace playalter {

// Of the properties window alone; the truth is in the child's settings.
inline constexpr const char *kCameraDeviceKey = "camera_device";

struct CameraContent {
	std::string wrapped_source; // a name; empty: an owned camera
	std::string camera_kind;
	std::string camera_settings; // JSON
	bool is_waiting = false;     // the camera is still in other hands
};

CameraContent read_camera_content(obs_data_t *settings);
void set_camera_content_defaults(obs_data_t *settings);

// While waiting the camera isn't opened. For this run only, never saved.
void set_camera_waiting(obs_data_t *settings, bool is_waiting);

// The owned child: private, so that no list of sources has it and nobody can show it. Null if the kind is
// unknown here or can't be made.
SourceRef make_owned_child(const std::string &name, obs_data_t *settings);

// The child's settings, filters and the rest, into the Private Camera's settings.
void store_owned_child(obs_source_t *child, obs_data_t *settings);

// As make_owned_child reads it, from what obs_save_source says of a source: all but its settings, name and sound.
DataRef camera_state_of(obs_data_t *saved_source);

// User values only: equal texts mean equal settings.
std::string settings_text(obs_data_t *settings);

} // namespace playalter
