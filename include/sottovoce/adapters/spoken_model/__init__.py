"""The project's own model of spoken English: which words of an interview identify somebody.

An uncased token classifier, trained by ``training/`` (its model card says on what) and run by ONNX
Runtime from files that lie in this package. Nothing is fetched from anywhere.
"""
