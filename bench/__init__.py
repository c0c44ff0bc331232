"""What drawing and filtering costs beside other ways to show a map in Streamlit: `make bench`."""
