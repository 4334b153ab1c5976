"""Understanding: the steps of the pipeline in `config.yml`, in the order they run.

normaliser → splitter → extractor → intent_classifier → joiner
"""
