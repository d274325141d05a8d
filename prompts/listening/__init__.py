"""The listening test by machine: how much of each prompt is recognised off a telephone line.

``python -m prompts.listening`` runs it. It needs the optional packages of the extra ``listen``,
and nothing imports it at run time. README.md in this folder tells what its figures mean.
"""
