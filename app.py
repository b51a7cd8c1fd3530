"""The web application: `streamlit run app.py`."""
