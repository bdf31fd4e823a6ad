"""Media files and Whisper checkpoints that tests make for themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Track:
    """One audio stream: samples of shape (channels, n), and when they begin; a hole is a (second, length) to skip."""

    samples: Samples
    rate: int = 48_000
    codec: str = "aac"
    language: str | None = None
    start: float = 0.0
    hole: tuple[float, float] | None = None
    default: bool | None = None
    layout: str | None = None


def tone(seconds: float, hertz: float = 440, rate: int = 48_000, loud: float = 0.4) -> Samples:
    clock = np.arange(round(seconds * rate)) / rate
    return (loud * np.sin(2 * np.pi * hertz * clock)).astype(np.float32)[np.newaxis]


def silence(seconds: float, rate: int = 48_000, channels: int = 1) -> Samples:
    return np.zeros((channels, round(seconds * rate)), np.float32)


def clicks(seconds: float, at: Sequence[float], rate: int = 48_000) -> Samples:
    """Silence with a short burst at each time; the burst's middle is at the time."""
    samples = silence(seconds, rate)
    half = rate // 200
    burst = 0.8 * np.hanning(2 * half) * np.sin(np.arange(2 * half) * 2 * np.pi * 1000 / rate)
    for time in at:
        middle = round(time * rate)
        samples[0, middle - half : middle + half] = burst
    return samples


def write_media(path: Path, *tracks: Track, video: float = 0.0, options: dict[str, str] | None = None) -> Path:
    """Write a file of these tracks, with `video` seconds of pictures beside them, interleaved as the ffmpeg command does."""
    with av.open(str(path), "w", options=options or {}) as container:
        pictures = None
        if video:
            codec = {".webm": "libvpx", ".mpg": "mpeg2video", ".ts": "mpeg2video", ".mxf": "mpeg2video"}
            pictures = container.add_stream(codec.get(path.suffix, "mpeg4"), rate=25)
            pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
            if path.suffix == ".webm":
                pictures.options = {"deadline": "realtime", "cpu-used": "16", "lag-in-frames": "0", "threads": "1"}
        streams = []
        for track in tracks:
            layout = track.layout or {1: "mono", 2: "stereo", 6: "5.1"}[len(track.samples)]
            stream = container.add_stream(track.codec, rate=track.rate, layout=layout)
            if track.language:
                stream.metadata["language"] = track.language
            if track.default is not None:
                stream.disposition = av.stream.Disposition.default if track.default else av.stream.Disposition(0)
            streams.append((track, stream))
        packets: list[av.Packet] = []
        if pictures is not None:
            for number in range(round(video * 25)):
                frame = av.VideoFrame.from_ndarray(np.full((72, 64), number % 256, np.uint8), format="yuv420p")
                frame.pts, frame.time_base = number, Fraction(1, 25)
                packets += pictures.encode(frame)
            packets += pictures.encode(None)
        for track, stream in streams:
            packets += _encoded(track, stream)
        packets.sort(key=lambda packet: (packet.dts or 0) * packet.time_base)
        container.mux(packets)
    return path


def _encoded(track: Track, stream: av.AudioStream) -> Iterator[av.Packet]:
    context = stream.codec_context
    context.open(strict=False)
    rate = track.rate
    resampler = av.AudioResampler(context.format, context.layout, rate, frame_size=context.frame_size or 1024)
    layout = context.layout.name
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(track.samples), format="fltp", layout=layout)
    frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
    done = 0
    for part in [*resampler.resample(frame), *resampler.resample(None)]:
        time = track.start + done / rate
        if track.hole and time >= track.start + track.hole[0]:
            time += track.hole[1]
        part.pts, part.time_base = round(time * rate), Fraction(1, rate)
        done += part.samples
        yield from stream.encode(part)
    yield from stream.encode(None)


def tiny_checkpoint(
    path: Path, script: Sequence[int] = (), *, seed: int = 0, vocabulary: int = 51_865, mels: int = 80
) -> Path:
    """A Whisper checkpoint of 64 numbers a layer with random weights.

    With a script, it writes these tokens into every window that has no prompt, whatever it hears: the position decides.
    """
    import torch
    from whisper.model import ModelDimensions, Whisper

    torch.manual_seed(seed)
    dims = ModelDimensions(mels, 1500, 64, 2, 1, vocabulary, 448, 64, 2, 1)
    network = Whisper(dims)
    with torch.no_grad():
        embedding = network.decoder.token_embedding.weight
        embedding.normal_()
        position = network.decoder.positional_embedding
        position.normal_()
        if script:
            embedding /= embedding.norm(dim=1, keepdim=True) / 8
            first = 3 if vocabulary >= 51_865 else 1
            position[:] = 20 * embedding[50_257 if vocabulary >= 51_865 else 50_256]
            position[0] = 20 * embedding[script[0]]
            for place, token in enumerate(script[1:]):
                position[first - 1 + place] = 20 * embedding[token]
    torch.save({"dims": asdict(dims), "model_state_dict": network.state_dict()}, path)
    return path
