// Generated from protocol/names.ts by `npm run generate`; do not edit.
#pragma once

#include <cstdint>

namespace playalter::names {

inline constexpr const char *filter_id = "playalter_privacy_mask";
inline constexpr const char *private_camera_id = "playalter_private_camera";
inline constexpr const char *canvas_cover_id = "playalter_canvas_cover";
inline constexpr const char *plugin_name = "playalter";
inline constexpr const char *vendor_name = "playalter";
inline constexpr const char *socket_name = "daemon.sock";
inline constexpr const char *control_socket_name = "control.sock";
inline constexpr const char *runtime_folder_name = "playalter";
inline constexpr const char *daemon_file_name = "daemon.json";
inline constexpr const char *preset_file_name = "presets.json";
inline constexpr const char *preset_file_type = "playalter.presets";
inline constexpr int64_t preset_file_version = 1;
inline constexpr const char *destination_file_name = "destinations.json";
inline constexpr const char *destination_file_type = "playalter.destinations";
inline constexpr int64_t destination_file_version = 1;
inline constexpr int64_t protocol_major = 2;
inline constexpr int64_t protocol_minor = 0;

inline constexpr const char *key_mask_type = "mask_type";
inline constexpr const char *key_intensity = "intensity";
inline constexpr const char *key_mask_color = "mask_color";
inline constexpr const char *key_mode = "mode";
inline constexpr const char *key_look_ahead_ms = "look_ahead_ms";
inline constexpr const char *key_cover_style = "cover_style";
inline constexpr const char *key_cover_color = "cover_color";
inline constexpr const char *key_cover_image = "cover_image";
inline constexpr const char *key_delay_audio = "delay_audio";
inline constexpr const char *key_go_live_guard = "go_live_guard";
inline constexpr const char *key_is_covered = "is_covered";
inline constexpr const char *key_wrapped_source = "wrapped_source";
inline constexpr const char *key_camera_kind = "camera_kind";
inline constexpr const char *key_camera_settings = "camera_settings";
inline constexpr const char *key_camera_state = "camera_state";

inline constexpr const char *default_mask_type = "pixelate";
inline constexpr int64_t default_intensity = 70;
inline constexpr int64_t default_mask_color = 4280229663;
inline constexpr const char *default_mode = "guard";
inline constexpr int64_t default_look_ahead_ms = 250;
inline constexpr const char *default_cover_style = "stripes";
inline constexpr int64_t default_cover_color = 4280556055;
inline constexpr const char *default_cover_image = "";
inline constexpr const char *default_go_live_guard = "stop";
inline constexpr const char *default_delay_audio = "own";
inline constexpr bool default_is_covered = false;
inline constexpr const char *delay_input_key_prefix = "delay_input:";
inline constexpr const char *audio_share_key = "playalter_audio_delay_ns";

inline constexpr int64_t limit_intensity_min = 10;
inline constexpr int64_t limit_intensity_max = 100;
inline constexpr int64_t limit_look_ahead_ms_min = 100;
inline constexpr int64_t limit_look_ahead_ms_max = 1000;
inline constexpr int64_t limit_pipeline_frames = 4;
inline constexpr int64_t limit_repeat_ms = 250;
inline constexpr int64_t limit_ring_bytes_max = 536870912;
inline constexpr int64_t limit_analysis_side = 640;
inline constexpr int64_t limit_preview_side = 320;
inline constexpr int64_t limit_preview_fps_max = 15;
inline constexpr int64_t limit_preview_lease_ms = 3000;
inline constexpr int64_t limit_message_bytes_max = 16384;
inline constexpr int64_t limit_heartbeat_ms = 1000;
inline constexpr int64_t limit_go_live_settle_ms = 10000;
inline constexpr int64_t limit_go_live_late_ms = 2000;
inline constexpr int64_t limit_link_message_bytes_max = 1048576;
inline constexpr int64_t limit_event_interval_ms = 100;
inline constexpr int64_t limit_intensity_step = 10;
inline constexpr int64_t limit_presets_max = 100;
inline constexpr int64_t limit_preset_name_bytes_max = 128;
inline constexpr int64_t limit_preset_text_bytes_max = 262144;
inline constexpr int64_t limit_name_bytes_max = 512;
inline constexpr int64_t limit_path_bytes_max = 4096;
inline constexpr int64_t limit_destinations_max = 8;
inline constexpr int64_t limit_destination_name_bytes_max = 128;
inline constexpr int64_t limit_server_bytes_max = 1024;
inline constexpr int64_t limit_stream_key_bytes_max = 2048;

inline constexpr const char *request_get_version = "GetVersion";
inline constexpr const char *request_get_status = "GetStatus";
inline constexpr const char *request_get_stats = "GetStats";
inline constexpr const char *request_list_masks = "ListMasks";
inline constexpr const char *request_list_sources = "ListSources";
inline constexpr const char *request_add_mask = "AddMask";
inline constexpr const char *request_remove_mask = "RemoveMask";
inline constexpr const char *request_get_mask = "GetMask";
inline constexpr const char *request_set_mask = "SetMask";
inline constexpr const char *request_list_presets = "ListPresets";
inline constexpr const char *request_save_preset = "SavePreset";
inline constexpr const char *request_rename_preset = "RenamePreset";
inline constexpr const char *request_delete_preset = "DeletePreset";
inline constexpr const char *request_apply_preset = "ApplyPreset";
inline constexpr const char *request_import_presets = "ImportPresets";
inline constexpr const char *request_export_presets = "ExportPresets";
inline constexpr const char *request_move_to_private_camera = "MoveToPrivateCamera";
inline constexpr const char *request_panic = "Panic";
inline constexpr const char *request_resume = "Resume";
inline constexpr const char *request_list_destinations = "ListDestinations";
inline constexpr const char *request_set_destination = "SetDestination";
inline constexpr const char *request_remove_destination = "RemoveDestination";
inline constexpr const char *request_start_destination = "StartDestination";
inline constexpr const char *request_stop_destination = "StopDestination";
inline constexpr const char *request_list_encoders = "ListEncoders";
inline constexpr const char *event_status_changed = "StatusChanged";
inline constexpr const char *event_faces_changed = "FacesChanged";
inline constexpr const char *event_mask_changed = "MaskChanged";
inline constexpr const char *event_presets_changed = "PresetsChanged";
inline constexpr const char *event_panic_changed = "PanicChanged";
inline constexpr const char *event_go_live_stopped = "GoLiveStopped";
inline constexpr const char *event_go_live_warning = "GoLiveWarning";
inline constexpr const char *event_mask_lost = "MaskLost";
inline constexpr const char *event_destinations_changed = "DestinationsChanged";
inline constexpr const char *procedure_panic = "playalter_panic";
inline constexpr const char *procedure_resume = "playalter_resume";
inline constexpr const char *hotkey_panic = "playalter_panic";
inline constexpr const char *hotkey_resume = "playalter_resume";
inline constexpr const char *hotkey_toggle_cover = "playalter_toggle_cover";
inline constexpr const char *hotkey_next_mask_type = "playalter_next_mask_type";
inline constexpr const char *hotkey_intensity_up = "playalter_intensity_up";
inline constexpr const char *hotkey_intensity_down = "playalter_intensity_down";

enum class MaskType : uint32_t { blur, pixelate, color_block, drawn_face };
inline constexpr const char *mask_type_names[] = {"blur", "pixelate", "color_block", "drawn_face"};
inline constexpr uint32_t mask_type_count = 4;
enum class MaskMode : uint32_t { guard, exact, live };
inline constexpr const char *mask_mode_names[] = {"guard", "exact", "live"};
inline constexpr uint32_t mask_mode_count = 3;
enum class CoverStyle : uint32_t { stripes, color, image };
inline constexpr const char *cover_style_names[] = {"stripes", "color", "image"};
inline constexpr uint32_t cover_style_count = 3;
enum class AudioDelay : uint32_t { own, off };
inline constexpr const char *audio_delay_names[] = {"own", "off"};
inline constexpr uint32_t audio_delay_count = 2;
enum class OutputState : uint32_t { masked, repeated, extrapolated, covered };
inline constexpr const char *output_state_names[] = {"masked", "repeated", "extrapolated", "covered"};
inline constexpr uint32_t output_state_count = 4;
enum class CoverReason : uint32_t { none, starting, size_changed, source_returned, settings_changed, mask_late, mask_missing, daemon_missing, daemon_refused, daemon_requested, record_invalid, unsupported_size, graphics_failure, panic, user_covered };
inline constexpr const char *cover_reason_names[] = {"none", "starting", "size_changed", "source_returned", "settings_changed", "mask_late", "mask_missing", "daemon_missing", "daemon_refused", "daemon_requested", "record_invalid", "unsupported_size", "graphics_failure", "panic", "user_covered"};
inline constexpr uint32_t cover_reason_count = 15;
enum class MaskCarrier : uint32_t { filter, private_camera };
inline constexpr const char *mask_carrier_names[] = {"filter", "private_camera"};
inline constexpr uint32_t mask_carrier_count = 2;
enum class MaskState : uint32_t { masked, repeated, extrapolated, covered, disabled };
inline constexpr const char *mask_state_names[] = {"masked", "repeated", "extrapolated", "covered", "disabled"};
inline constexpr uint32_t mask_state_count = 5;
enum class MaskChange : uint32_t { added, changed, removed };
inline constexpr const char *mask_change_names[] = {"added", "changed", "removed"};
inline constexpr uint32_t mask_change_count = 3;
enum class MigrationError : uint32_t { source_not_found, not_an_input, already_private, camera_create_failed };
inline constexpr const char *migration_error_names[] = {"source_not_found", "not_an_input", "already_private", "camera_create_failed"};
inline constexpr uint32_t migration_error_count = 4;
enum class DestinationPlatform : uint32_t { twitch, youtube, custom };
inline constexpr const char *destination_platform_names[] = {"twitch", "youtube", "custom"};
inline constexpr uint32_t destination_platform_count = 3;
enum class DestinationState : uint32_t { off, starting, live, reconnecting, stopping, failed };
inline constexpr const char *destination_state_names[] = {"off", "starting", "live", "reconnecting", "stopping", "failed"};
inline constexpr uint32_t destination_state_count = 6;
enum class DestinationError : uint32_t { key_missing, server_invalid, connect_failed, stream_refused, disconnected, output_unavailable, encoder_unsupported, encode_failed, start_failed };
inline constexpr const char *destination_error_names[] = {"key_missing", "server_invalid", "connect_failed", "stream_refused", "disconnected", "output_unavailable", "encoder_unsupported", "encode_failed", "start_failed"};
inline constexpr uint32_t destination_error_count = 9;
enum class RequestError : uint32_t { internal_error, request_unknown, request_invalid, mask_id_missing, mask_not_found, mask_ambiguous, mask_not_a_filter, mask_create_failed, source_not_maskable, already_masked, setting_unknown, setting_invalid, preset_not_found, preset_exists, preset_name_invalid, presets_full, preset_text_invalid, preset_version_unsupported, preset_store_failed, destination_not_found, destinations_full, destination_invalid, destination_name_taken, destination_is_running, destination_key_missing, destination_store_failed, destination_version_unsupported, server_invalid, stream_key_invalid, stream_not_live, source_not_found, not_an_input, already_private, camera_create_failed };
inline constexpr const char *request_error_names[] = {"internal_error", "request_unknown", "request_invalid", "mask_id_missing", "mask_not_found", "mask_ambiguous", "mask_not_a_filter", "mask_create_failed", "source_not_maskable", "already_masked", "setting_unknown", "setting_invalid", "preset_not_found", "preset_exists", "preset_name_invalid", "presets_full", "preset_text_invalid", "preset_version_unsupported", "preset_store_failed", "destination_not_found", "destinations_full", "destination_invalid", "destination_name_taken", "destination_is_running", "destination_key_missing", "destination_store_failed", "destination_version_unsupported", "server_invalid", "stream_key_invalid", "stream_not_live", "source_not_found", "not_an_input", "already_private", "camera_create_failed"};
inline constexpr uint32_t request_error_count = 34;
enum class GoLiveGuard : uint32_t { stop, warn, off };
inline constexpr const char *go_live_guard_names[] = {"stop", "warn", "off"};
inline constexpr uint32_t go_live_guard_count = 3;
enum class LiveOutput : uint32_t { stream, record, replay_buffer, virtual_camera };
inline constexpr const char *live_output_names[] = {"stream", "record", "replay_buffer", "virtual_camera"};
inline constexpr uint32_t live_output_count = 4;
enum class CanvasCoverReason : uint32_t { none, panic, go_live_stopped, filter_disabled, filter_removed };
inline constexpr const char *canvas_cover_reason_names[] = {"none", "panic", "go_live_stopped", "filter_disabled", "filter_removed"};
inline constexpr uint32_t canvas_cover_reason_count = 5;

inline constexpr bool mask_type_uses_intensity[] = {true, true, true, false};
inline constexpr bool mask_type_uses_mask_color[] = {false, false, true, true};
inline constexpr const char *setting_mask_type_names[] = {"blur", "pixelate", "color_block", "drawn_face"};
inline constexpr const char *setting_mode_names[] = {"guard", "exact", "live"};
inline constexpr const char *setting_cover_style_names[] = {"stripes", "color", "image"};
inline constexpr const char *setting_go_live_guard_names[] = {"stop", "warn", "off"};
inline constexpr const char *setting_delay_audio_names[] = {"own", "off"};
// `text` has at most `max` bytes.
enum class SettingKind { name, integer, text };
struct SettingSpec {
	const char *key;
	SettingKind kind;
	int64_t min;
	int64_t max;
	const char *const *names;
	uint32_t name_count;
};
inline constexpr SettingSpec setting_specs[] = {
	{"mask_type", SettingKind::name, 0, 0, setting_mask_type_names, 4},
	{"intensity", SettingKind::integer, 10, 100, nullptr, 0},
	{"mask_color", SettingKind::integer, 0, 4294967295, nullptr, 0},
	{"mode", SettingKind::name, 0, 0, setting_mode_names, 3},
	{"look_ahead_ms", SettingKind::integer, 100, 1000, nullptr, 0},
	{"cover_style", SettingKind::name, 0, 0, setting_cover_style_names, 3},
	{"cover_color", SettingKind::integer, 0, 4294967295, nullptr, 0},
	{"cover_image", SettingKind::text, 0, 4096, nullptr, 0},
	{"go_live_guard", SettingKind::name, 0, 0, setting_go_live_guard_names, 3},
	{"delay_audio", SettingKind::name, 0, 0, setting_delay_audio_names, 2},
};

} // namespace playalter::names
