"""The kinds of recordings that people have: container, codec, rates and channels that are tried."""

from typing import NamedTuple

CD, DVD, BOTH, VOICE = (44_100,), (48_000,), (44_100, 48_000), (8_000,)
MONO, STEREO, SURROUND = (1,), (1, 2), (1, 2, 6)


class Kind(NamedTuple):
    """How a kind of file is made.

    Attributes:
        ending: of the file's name.
        container: as FFmpeg calls it.
        codec: as FFmpeg calls it.
        rates: that are tried, Hz.
        channels: that are tried.
        options: of the encoder or the container.
    """

    ending: str
    container: str
    codec: str
    rates: tuple[int, ...] = (22_050, 44_100, 48_000)
    channels: tuple[int, ...] = STEREO
    options: tuple[tuple[str, str], ...] = ()


def options(**named: str) -> tuple[tuple[str, str], ...]:
    """Options of FFmpeg."""
    return tuple(named.items())


FRAGMENTS = options(movflags="frag_keyframe+empty_moov", frag_duration="1000000")
DASH = options(movflags="dash+frag_keyframe+empty_moov+default_base_moof", frag_duration="1000000")
EXPERIMENT = options(strict="-2")
MPEG4 = {
    "AAC in m4a": Kind("m4a", "ipod", "aac", (22_050, 44_100, 48_000), SURROUND),
    "ALAC in m4a": Kind("m4a", "ipod", "alac", (22_050, 44_100, 96_000)),
    "AAC in m4b": Kind("m4b", "ipod", "aac", CD),
    "AAC in mp4, in fragments": Kind("mp4", "mp4", "aac", BOTH, options=FRAGMENTS),
    "AAC in mp4, for DASH": Kind("mp4", "mp4", "aac", CD, options=DASH),
    "ALAC in mp4, in fragments": Kind("mp4", "mp4", "alac", CD, options=FRAGMENTS),
    "Opus in mp4, in fragments": Kind("mp4", "mp4", "libopus", DVD, options=FRAGMENTS),
    "AAC in mp4, index first": Kind(
        "mp4", "mp4", "aac", BOTH, options=options(movflags="faststart")
    ),
    "MP3 in mp4": Kind("mp4", "mp4", "libmp3lame", BOTH),
    "MP2 in mp4": Kind("mp4", "mp4", "mp2", CD),
    "AC-3 in mp4": Kind("mp4", "mp4", "ac3", DVD, SURROUND),
    "E-AC-3 in mp4": Kind("mp4", "mp4", "eac3", DVD),
    "FLAC in mp4": Kind("mp4", "mp4", "flac", CD, options=EXPERIMENT),
    "Opus in mp4": Kind("mp4", "mp4", "libopus", DVD),
    "Vorbis in mp4": Kind("mp4", "mp4", "libvorbis", CD),
    "AAC in mov": Kind("mov", "mov", "aac", CD),
    "ALAC in mov": Kind("mov", "mov", "alac", CD),
    "PCM in mov": Kind("mov", "mov", "pcm_s16be", CD),
    "24-bit PCM in mov": Kind("mov", "mov", "pcm_s24le", DVD),
    "mu-law in mov": Kind("mov", "mov", "pcm_mulaw", VOICE),
    "IMA in mov": Kind("mov", "mov", "adpcm_ima_qt", CD),
    "AAC in 3gp": Kind("3gp", "3gp", "aac", CD),
    "AAC in 3g2": Kind("3g2", "3g2", "aac", CD),
    "AAC in f4a": Kind("f4a", "f4v", "aac", CD),
}
MATROSKA = {
    "Opus in webm": Kind("webm", "webm", "libopus", (16_000, 48_000)),
    "Vorbis in webm": Kind("webm", "webm", "libvorbis"),
    "Opus in weba": Kind("weba", "webm", "libopus", DVD),
    "Vorbis in mka": Kind("mka", "matroska", "libvorbis", (8_000, 44_100)),
    "AAC in mka": Kind("mka", "matroska", "aac", CD),
    "FLAC in mka": Kind("mka", "matroska", "flac", CD),
    "MP3 in mka": Kind("mka", "matroska", "libmp3lame", CD),
    "ALAC in mka": Kind("mka", "matroska", "alac", CD),
    "WavPack in mka": Kind("mka", "matroska", "wavpack", CD),
    "True Audio in mka": Kind("mka", "matroska", "tta", CD),
    "PCM in mka": Kind("mka", "matroska", "pcm_s24le", BOTH),
    "AC-3 in mkv": Kind("mkv", "matroska", "ac3", BOTH),
    "DTS in mka": Kind("mka", "matroska", "dca", DVD, options=EXPERIMENT),
}
STREAMS = {
    "AAC": Kind("aac", "adts", "aac", (8_000, 22_050, 44_100, 48_000)),
    "AAC as radio sends it": Kind("aac", "latm", "aac", CD),
    "AC-3": Kind("ac3", "ac3", "ac3", (32_000, 44_100, 48_000), SURROUND),
    "E-AC-3": Kind("eac3", "eac3", "eac3", (32_000, 44_100, 48_000), SURROUND),
    "DTS": Kind("dts", "dts", "dca", BOTH, (2, 6), EXPERIMENT),
    "AMR": Kind("amr", "amr", "libopencore_amrnb", VOICE, MONO),
    "MP2": Kind("mp2", "mp2", "mp2", (22_050, 44_100, 48_000)),
    "MP3": Kind("mp3", "mp3", "libmp3lame"),
    "MP3 of constant rate, without its length": Kind(
        "mp3", "mp3", "libmp3lame", options=options(write_xing="0")
    ),
    "MP3 of variable rate, without its length": Kind(
        "mp3", "mp3", "libmp3lame", options=options(write_xing="0", q="2")
    ),
    "FLAC": Kind("flac", "flac", "flac"),
    "FLAC of unknown length": Kind("flac", "flac", "flac", CD),
    "WavPack": Kind("wv", "wv", "wavpack", (8_000, 44_100), SURROUND),
    "WavPack of floats": Kind("wv", "wv", "wavpack", CD, options=options(sample_fmt="fltp")),
    "True Audio": Kind("tta", "tta", "tta", (44_100, 96_000)),
    "True Audio of 24 bits": Kind("tta", "tta", "tta", CD, options=options(sample_fmt="s32")),
}
OGG = {
    "Vorbis": Kind("ogg", "ogg", "libvorbis", (8_000, 44_100)),
    "Vorbis in oga": Kind("oga", "oga", "libvorbis", CD),
    "Vorbis in ogx": Kind("ogx", "ogg", "libvorbis", CD),
    "Opus": Kind("opus", "opus", "libopus", DVD),
    "Opus in blocks of 2.5 ms": Kind(
        "opus", "opus", "libopus", DVD, options=options(frame_duration="2.5")
    ),
    "Opus in blocks of 60 ms": Kind(
        "opus", "opus", "libopus", DVD, options=options(frame_duration="60")
    ),
    "FLAC in ogg": Kind("oga", "oga", "flac", BOTH),
    "Speex": Kind("spx", "ogg", "libspeex", (8_000, 16_000, 32_000)),
}
WAV = {
    "16-bit PCM in wav": Kind("wav", "wav", "pcm_s16le"),
    "24-bit PCM in wav": Kind("wav", "wav", "pcm_s24le", BOTH, SURROUND),
    "8-bit PCM in wav": Kind("wav", "wav", "pcm_u8", (8_000, 44_100)),
    "32-bit PCM in wav": Kind("wav", "wav", "pcm_s32le", CD),
    "floats in wav": Kind("wav", "wav", "pcm_f32le", BOTH),
    "doubles in wav": Kind("wav", "wav", "pcm_f64le", CD),
    "mu-law in wav": Kind("wav", "wav", "pcm_mulaw", VOICE),
    "A-law in wav": Kind("wav", "wav", "pcm_alaw", VOICE),
    "MS ADPCM in wav": Kind("wav", "wav", "adpcm_ms", (22_050, 44_100)),
    "IMA in wav": Kind("wav", "wav", "adpcm_ima_wav", (22_050, 44_100)),
    "Yamaha ADPCM in wav": Kind("wav", "wav", "adpcm_yamaha", CD),
    "Flash ADPCM in wav": Kind("wav", "wav", "adpcm_swf", CD),
    "GSM in wav": Kind("wav", "wav", "libgsm_ms", VOICE, MONO),
    "G.723.1 in wav": Kind("wav", "wav", "g723_1", VOICE, MONO),
    "MP3 in wav": Kind("wav", "wav", "libmp3lame", CD),
    "MP2 in wav": Kind("wav", "wav", "mp2", CD),
    "AC-3 in wav": Kind("wav", "wav", "ac3", DVD),
    "DTS in wav": Kind("wav", "wav", "dca", CD, (2,), EXPERIMENT),
    "FLAC in wav": Kind("wav", "wav", "flac", CD),
    "WMA in wav": Kind("wav", "wav", "wmav2", CD),
    "RF64": Kind("rf64", "wav", "pcm_s16le", CD, options=options(rf64="always")),
    "w64": Kind("w64", "w64", "pcm_s16le", CD),
    "floats in w64": Kind("w64", "w64", "pcm_f32le", CD),
    "IMA in w64": Kind("w64", "w64", "adpcm_ima_wav", CD),
}
APPLE = {
    "PCM in caf": Kind("caf", "caf", "pcm_s16le", CD),
    "floats in caf": Kind("caf", "caf", "pcm_f32be", CD),
    "mu-law in caf": Kind("caf", "caf", "pcm_mulaw", VOICE),
    "ALAC in caf": Kind("caf", "caf", "alac", CD),
    "ALAC of 24 bits in caf": Kind("caf", "caf", "alac", CD, options=options(sample_fmt="s32p")),
    "IMA in caf": Kind("caf", "caf", "adpcm_ima_qt", CD),
    "Opus in caf": Kind("caf", "caf", "libopus", DVD),
    "MP3 in caf": Kind("caf", "caf", "libmp3lame", CD),
    "AC-3 in caf": Kind("caf", "caf", "ac3", DVD),
    "PCM in aiff": Kind("aiff", "aiff", "pcm_s24be", BOTH),
    "8-bit PCM in aif": Kind("aif", "aiff", "pcm_s8", CD),
    "PCM in aiff-c": Kind("aifc", "aiff", "pcm_s16be", CD),
    "PCM in aiff-c, sowt": Kind("aifc", "aiff", "pcm_s16le", CD),
    "floats in aiff-c": Kind("aifc", "aiff", "pcm_f32be", CD),
    "doubles in aiff-c": Kind("aifc", "aiff", "pcm_f64be", CD),
    "A-law in aiff-c": Kind("aifc", "aiff", "pcm_alaw", (8_000, 44_100)),
    "mu-law in aiff-c": Kind("aifc", "aiff", "pcm_mulaw", VOICE),
    "IMA in aiff-c": Kind("aifc", "aiff", "adpcm_ima_qt", CD),
    "PCM in au": Kind("au", "au", "pcm_s16be", CD),
    "mu-law in snd": Kind("snd", "au", "pcm_mulaw", VOICE),
}
OTHERS = {
    "WMA 2": Kind("wma", "asf", "wmav2"),
    "WMA 1": Kind("wma", "asf", "wmav1", (8_000, 22_050, 44_100)),
    "WMA 2 of 32 kbit/s": Kind("wma", "asf", "wmav2", (22_050,), MONO, options(b="32k")),
    "MP3 in asf": Kind("asf", "asf", "libmp3lame", CD),
    "PCM in asf": Kind("asf", "asf", "pcm_s16le", CD),
    "MP2 in mpg": Kind("mpg", "mpeg", "mp2", BOTH),
    "MP3 in mpg": Kind("mpeg", "mpeg", "libmp3lame", CD),
    "AC-3 in vob": Kind("vob", "vob", "ac3", DVD, SURROUND),
    "PCM in vob": Kind("vob", "vob", "pcm_dvd", DVD, (2,)),
    "AAC in m2ts": Kind("m2ts", "mpegts", "aac", BOTH, options=options(mpegts_m2ts_mode="1")),
    "MP2 in mts": Kind("mts", "mpegts", "mp2", CD),
    "AC-3 in m2ts": Kind("m2ts", "mpegts", "ac3", DVD, options=options(mpegts_m2ts_mode="1")),
    "Opus in mts": Kind("mts", "mpegts", "libopus", DVD),
    "AAC in flv": Kind("flv", "flv", "aac", CD),
    "MP3 in flv": Kind("flv", "flv", "libmp3lame", CD),
    "Nellymoser in flv": Kind("flv", "flv", "nellymoser", (22_050,), MONO),
    "MP3 in avi": Kind("avi", "avi", "libmp3lame", BOTH),
    "PCM in avi": Kind("avi", "avi", "pcm_s16le", CD),
    "RealAudio 1": Kind("ra", "rm", "real_144", VOICE, MONO),
    "AC-3 in rm": Kind("rm", "rm", "ac3", CD),
}
KINDS = MPEG4 | MATROSKA | STREAMS | OGG | WAV | APPLE | OTHERS
